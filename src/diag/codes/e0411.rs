use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0411",
    title: "an alias outside of its zone",
    explanation: "Records of a domain go into the hosted zone whose name the domain ends with.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    alias "www.example.org" zone="example.com"
    origin "static" bucket="static"
    default-behavior origin="static"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    alias "www.example.com" zone="example.com"
    origin "static" bucket="static"
    default-behavior origin="static"
}"#,
    ),
};
