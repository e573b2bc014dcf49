use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0102",
    title: "a file is not UTF-8",
    explanation: "KDL is UTF-8. The place shown is the end of what could be read; the byte after it begins no character.",
    bad: Example::Words("a file saved as Latin-1, with an `é` that is one byte"),
    good: Example::Words("the same file saved as UTF-8"),
};
