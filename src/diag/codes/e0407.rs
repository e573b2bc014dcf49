use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0407",
    title: "a header sent twice",
    explanation: "CloudFront sends each header once; names do not mind case.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static" {
        send-header "X-Stage" "a"
        send-header "x-stage" "b"
    }
    default-behavior origin="static"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static" {
        send-header "X-Stage" "b"
    }
    default-behavior origin="static"
}"#,
    ),
};
