use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0217",
    title: "exactly one of several is wanted",
    explanation: "A function runs an image or a zip file, an origin is a bucket or a gateway, a header test has one \
                  comparison, a request expects something.",
    bad: Example::Spec(
        r#"function "api" {
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}"#,
    ),
};
