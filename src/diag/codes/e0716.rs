use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0716",
    title: "somebody else changes the file",
    explanation: "The config file was changed, or is being changed, by another process at the same time. Nothing was written, \
                  so that neither change is lost.",
    bad: Example::Words("two `engine config set` that take longer than five seconds at once"),
    good: Example::Words("one after the other"),
};
