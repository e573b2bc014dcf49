use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0410",
    title: "an alias twice",
    explanation: "Each domain name stands once in a distribution, whatever its zone.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    alias "www.example.com" zone="example.com"
    alias "www.example.com" zone="example.com"
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
