use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0540",
    title: "an answer for one caller, given to another",
    explanation: "Answers that CloudFront keeps are for everybody who asks for the same. Where a route tells callers \
                  apart by a header, the header must be part of what answers are kept under, or nothing may be kept.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api" auth="iam"
}
cdn "site" {
    origin "api" gateway="api"
    default-behavior origin="api" cache="optimized"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api" auth="iam"
}
cdn "site" {
    origin "api" gateway="api"
    default-behavior origin="api" cache="disabled"
}"#,
    ),
};
