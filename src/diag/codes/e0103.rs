use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0103",
    title: "a file is too large",
    explanation: "Specs of more than 1 MB are refused before they are parsed, so that no file can hold up an editor or a \
                  commit hook. Files that large are usually not specs.",
    bad: Example::Words("a spec of more than 1 MB"),
    good: Example::Words("the same blocks in several files, brought together with `include`"),
};
