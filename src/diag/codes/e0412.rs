use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0412",
    title: "no certificate for an alias",
    explanation: "CloudFront serves an alias only with a certificate for it. engine requests one and proves the domain by a \
                  DNS record, for which it needs the hosted zone; without a zone, name a certificate you have.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    alias "www.example.com"
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
