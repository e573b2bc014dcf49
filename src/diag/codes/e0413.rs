use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0413",
    title: "a setting that means nothing here",
    explanation: "CloudFront reaches a bucket by signed requests of its own and a gateway by HTTPS under the path of its stage. \
                  Ports, protocols and timeouts of a web server cannot be set there, and would be dropped silently. Nor can anything \
                  be said of a function that exists already: it is called and never changed.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static" http-port=8080
    default-behavior origin="static"
}"#,
    ),
    good: Example::Spec(
        r#"cdn "site" {
    origin "legacy" host="legacy.example.com" protocol="http-only" http-port=8080
    default-behavior origin="legacy"
}"#,
    ),
};
