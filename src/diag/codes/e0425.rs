use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0425",
    title: "an authorizer that is nowhere",
    explanation: "`auth=` of a route names an authorizer of the same gateway, or says `iam` for requests signed \
                  with AWS credentials.",
    bad: Example::Spec(
        r#"function "auth" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/auth:1"
}
gateway "api" {
    authorizer "tokens" function="auth"
    route "GET" "/health" mock=200 auth="token"
}"#,
    ),
    good: Example::Spec(
        r#"function "auth" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/auth:1"
}
gateway "api" {
    authorizer "tokens" function="auth"
    route "GET" "/health" mock=200 auth="tokens"
}"#,
    ),
};
