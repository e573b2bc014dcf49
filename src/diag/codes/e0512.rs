use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0512",
    title: "the viewer's Host before a gateway",
    explanation: "API Gateway finds the API by the Host header. `forward=\"all\"` sends the viewer's Host, which API Gateway \
                  answers with 403.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
}
cdn "site" {
    origin "api" gateway="api"
    default-behavior origin="api" forward="all"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
}
cdn "site" {
    origin "api" gateway="api"
    default-behavior origin="api" forward="all-except-host"
}"#,
    ),
};
