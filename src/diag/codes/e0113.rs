use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0113",
    title: "a line that is too long",
    explanation: "A line of more than 32 KB is refused before it is parsed: no line of the language needs more, and parsing \
                  could take very long when something in it is wrong. Blocks may be as large as the file.",
    bad: Example::Words("a `route` line of 40 KB"),
    good: Example::Words("large texts in files of their own"),
};
