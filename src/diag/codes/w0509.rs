use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0509",
    title: "outdated TLS",
    explanation: "TLS 1.0 and 1.1 are broken and no browser of today needs them. CloudFront's policies from `TLSv1.2_2018` on \
                  refuse them.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    alias "www.example.com" zone="example.com"
    tls minimum="TLSv1.1_2016"
    origin "static" bucket="static"
    default-behavior origin="static"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    alias "www.example.com" zone="example.com"
    tls minimum="TLSv1.2_2021"
    origin "static" bucket="static"
    default-behavior origin="static"
}"#,
    ),
};
