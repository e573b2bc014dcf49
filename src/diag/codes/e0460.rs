use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0460",
    title: "a cdn that sends requests to itself",
    explanation: "An origin whose host is an alias of the same distribution gets the request CloudFront has just \
                  taken. CloudFront notices when it comes by again, and answers 403.",
    bad: Example::Spec(
        r#"cdn "site" {
    alias "www.example.com" zone="example.com"
    origin "web" host="www.example.com"
    default-behavior origin="web"
}"#,
    ),
    good: Example::Spec(
        r#"cdn "site" {
    alias "www.example.com" zone="example.com"
    origin "web" host="origin.example.com"
    default-behavior origin="web"
}"#,
    ),
};
