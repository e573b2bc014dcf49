use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0546",
    title: "an authorizer that nobody asks",
    explanation: "An authorizer is asked by the routes that name it. One that no route names keeps nobody out, however \
                  strict it is.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    authorizer "tokens" function="api"
    route "GET" "/items" function="api"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    authorizer "tokens" function="api"
    route "GET" "/items" function="api" auth="tokens"
}"#,
    ),
};
