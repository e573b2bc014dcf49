use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0321",
    title: "files include each other in a circle",
    explanation: "A file is included by a file that it includes itself.",
    bad: Example::Spec(r#"include "spec.kdl""#),
    good: Example::Spec(r#"include "parts.kdl""#),
};
