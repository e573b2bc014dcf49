use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0424",
    title: "an authorizer that cannot be",
    explanation: "An authorizer of type `token` is shown one header, which `validation=` may have to match; one of \
                  type `request` is shown the whole request and may ask for several headers and query parameters. \
                  `iam` is no name for one: `auth=\"iam\"` means AWS_IAM.",
    bad: Example::Spec(
        r#"function "auth" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/auth:1"
}
gateway "api" {
    authorizer "tokens" function="auth" {
        query "token"
    }
    route "GET" "/health" mock=200 auth="tokens"
}"#,
    ),
    good: Example::Spec(
        r#"function "auth" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/auth:1"
}
gateway "api" {
    authorizer "tokens" function="auth" type="request" {
        query "token"
    }
    route "GET" "/health" mock=200 auth="tokens"
}"#,
    ),
};
