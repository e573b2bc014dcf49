use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0900",
    title: "a command that cannot go on",
    explanation: "Something outside of any spec is in the way: a file that cannot be written, a name nobody \
                  knows, a question nobody is there to answer. The message says what, and mostly how to go on.",
    bad: Example::Words("`engine output nothing-of-this-name`"),
    good: Example::Words("`engine output`, which lists what there is"),
};
