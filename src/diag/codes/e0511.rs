use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0511",
    title: "a header CloudFront does not let an origin have",
    explanation: "CloudFront refuses some names for headers it adds to origin requests: those it sets itself, those of the \
                  connection, and all that begin with `X-Amz-` or `X-Edge-`.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static" {
        send-header "X-Amz-Origin" "cdn"
    }
    default-behavior origin="static"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static" {
        send-header "X-Origin" "cdn"
    }
    default-behavior origin="static"
}"#,
    ),
};
