use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0717",
    title: "a file cannot be written",
    explanation: "The disk is full, the folder is read-only, or the change would make the file larger than it may be. The file \
                  on disk is the old one, whole.",
    bad: Example::Words("a config file in a folder you may not write to"),
    good: Example::Words("the same folder with write rights"),
};
