use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0562",
    title: "access logs that everybody can read",
    explanation: "Access logs hold addresses and paths of viewers. In a bucket that a cdn serves they are files like \
                  all others.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    default-behavior origin="static"
    logs bucket="static" prefix="logs/"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
bucket "logs" {
}
cdn "site" {
    origin "static" bucket="static"
    default-behavior origin="static"
    logs bucket="logs" prefix="logs/"
}"#,
    ),
};
