use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0455",
    title: "a certificate where nobody looks for it",
    explanation: "CloudFront takes certificates of us-east-1 only, wherever the rest of a stack is. A domain of a \
                  gateway takes those of the gateway's own region.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    alias "www.example.com"
    origin "static" bucket="static"
    default-behavior origin="static"
    tls certificate="arn:aws:acm:us-east-2:111122223333:certificate/1"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    alias "www.example.com"
    origin "static" bucket="static"
    default-behavior origin="static"
    tls certificate="arn:aws:acm:us-east-1:111122223333:certificate/1"
}"#,
    ),
};
