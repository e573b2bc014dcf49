use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0213",
    title: "a text of the wrong form",
    explanation: "The text does not have the form that AWS, HTTP or DNS want at this place; the help says which.",
    bad: Example::Spec(
        r#"stack "Shop" {
    region "us-east-2"
    env "dev"
}"#,
    ),
    good: Example::Spec(
        r#"stack "shop" {
    region "us-east-2"
    env "dev"
}"#,
    ),
};
