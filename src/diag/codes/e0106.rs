use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0106",
    title: "a comment is not closed",
    explanation: "A comment that begins with `/*` ends with `*/`, and comments may stand inside of comments, so each needs its \
                  own end.",
    bad: Example::Spec("/* not finished"),
    good: Example::Spec("/* finished */"),
};
