use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0406",
    title: "two origins of one name",
    explanation: "Behaviors name the origin they send requests to, so names are unique in a `cdn`.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    origin "static" bucket="static"
    default-behavior origin="static"
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
