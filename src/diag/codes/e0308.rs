use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0308",
    title: "an unknown origin",
    explanation: "A behavior sends requests to an origin of the same `cdn`, by the origin's name.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    default-behavior origin="statics"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    default-behavior origin="static"
}"#,
    ),
};
