use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0553",
    title: "an origin that no behavior uses",
    explanation: "An origin gets what behaviors send to it. One that no behavior names is kept and paid attention to \
                  for nothing, or a behavior is missing.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    origin "legacy" host="legacy.example.com"
    default-behavior origin="static"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    origin "legacy" host="legacy.example.com"
    default-behavior origin="static"
    behavior "/old/*" origin="legacy"
}"#,
    ),
};
