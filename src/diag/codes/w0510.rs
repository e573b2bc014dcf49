use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0510",
    title: "a behavior that is never used",
    explanation: "CloudFront takes the first behavior whose pattern matches, in the order of writing, not the most specific \
                  one. An earlier pattern matches everything this one does.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    behavior "/img/*" origin="static"
    behavior "/img/icons/*" origin="static" cache="disabled"
    origin "static" bucket="static"
    default-behavior origin="static"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    behavior "/img/icons/*" origin="static" cache="disabled"
    behavior "/img/*" origin="static"
    origin "static" bucket="static"
    default-behavior origin="static"
}"#,
    ),
};
