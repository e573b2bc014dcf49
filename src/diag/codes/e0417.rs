use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0417",
    title: "an error page that cannot be",
    explanation: "A behavior has one page for an error. For files that are not in a bucket, engine must know which there are: the \
                  bucket needs `files`.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    default-behavior origin="static" {
        error-page "404" "/404.html"
    }
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
    files "site"
}
cdn "site" {
    origin "static" bucket="static"
    default-behavior origin="static" {
        error-page "404" "/404.html"
    }
}"#,
    ),
};
