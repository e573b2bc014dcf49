use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0560",
    title: "TLS of a cdn without a name of its own",
    explanation: "Without an alias a distribution is reached at its name under `cloudfront.net`, with CloudFront's \
                  certificate and CloudFront's minimum, which is TLS 1.0.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    default-behavior origin="static"
    tls minimum="TLSv1.2_2021"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    alias "www.example.com" zone="example.com"
    origin "static" bucket="static"
    default-behavior origin="static"
    tls minimum="TLSv1.2_2021"
}"#,
    ),
};
