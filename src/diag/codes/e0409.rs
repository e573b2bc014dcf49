use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0409",
    title: "two behaviors of one pattern",
    explanation: "CloudFront asks behaviors in their order and takes the first that matches, so the second could never be \
                  used. A leading `/` makes no difference.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    behavior "/img/*" origin="static"
    behavior "img/*" origin="static"
    origin "static" bucket="static"
    default-behavior origin="static"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    behavior "/img/*" origin="static"
    origin "static" bucket="static"
    default-behavior origin="static"
}"#,
    ),
};
