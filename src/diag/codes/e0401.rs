use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0401",
    title: "a route twice",
    explanation: "Two routes serve the same verb of the same path; API Gateway has one method there.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
    route "GET" "/items" function="api"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
    route "POST" "/items" function="api"
}"#,
    ),
};
