use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0209",
    title: "a line that may stand once stands twice",
    explanation: "Most lines of a block set one thing and may stand once.",
    bad: Example::Spec(
        r#"bucket "site" {
    index "a.html"
    index "b.html"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "site" {
    index "b.html"
}"#,
    ),
};
