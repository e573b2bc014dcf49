use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0322",
    title: "a file is included twice",
    explanation: "Every block of it would be there twice. A file is included once, from wherever it fits best.",
    bad: Example::Spec(
        r#"include "parts.kdl"
include "parts.kdl""#,
    ),
    good: Example::Spec(r#"include "parts.kdl""#),
};
