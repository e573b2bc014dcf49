use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0720",
    title: "a file exists already",
    explanation: "A file with a private key is never overwritten: what was sealed for a lost key is lost, too.",
    bad: Example::Session {
        files: &[],
        typed: &["engine secret keygen --out key.txt", "engine secret keygen --out key.txt"],
    },
    good: Example::Session {
        files: &[],
        typed: &["engine secret keygen --out key.txt", "engine secret keygen --out second.txt"],
    },
};
