use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0720",
    title: "a file exists already",
    explanation: "A file with a private key is never overwritten: what was sealed for a lost key is lost, too.",
    bad: Example::Words("`engine secret keygen --out key.txt` twice"),
    good: Example::Words("another file name for the second key"),
};
