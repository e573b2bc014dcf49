use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0415",
    title: "a cache policy that contradicts itself",
    explanation: "`min`, `default` and `max` say how long answers are kept, and go up in this order. When nothing is kept, \
                  nothing can be part of the key that answers are kept under.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    default-behavior origin="static" {
        cache-policy min="5m" default="1m"
    }
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    default-behavior origin="static" {
        cache-policy min="1m" default="5m"
    }
}"#,
    ),
};
