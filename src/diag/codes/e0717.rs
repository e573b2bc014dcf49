use super::openings::PARAM;
use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0717",
    title: "a file cannot be written",
    explanation: "The disk is full, the folder is read-only, or the change would make the file larger than it may be. The file \
                  on disk is the old one, whole.",
    bad: Example::Session { files: &[PARAM], typed: &["printf '%01100000d' 0 | engine config set image"] },
    good: Example::Session { files: &[PARAM], typed: &["printf repo:tag | engine config set image"] },
};
