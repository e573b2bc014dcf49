use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0101",
    title: "a file cannot be read",
    explanation: "The spec, or a file it includes, is not there, is a folder, or may not be read. Nothing else can be said \
                  about its blocks until it can be.",
    bad: Example::Spec(r#"include "missing.kdl""#),
    good: Example::Spec(r#"include "parts.kdl""#),
};
