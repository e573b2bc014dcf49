use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0539",
    title: "credentials that get lost on the way",
    explanation: "CloudFront sends on what the behavior says. A header that a route wants from its callers, such as \
                  `Authorization` or `x-api-key`, must be among it, or everybody is refused.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api" auth="iam"
}
cdn "site" {
    origin "api" gateway="api"
    default-behavior origin="api" forward="none"
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
    default-behavior origin="api"
}"#,
    ),
};
