use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0508",
    title: "`{proxy+}` without its parent",
    explanation: "`{proxy+}` takes one or more segments, never none: `/api/{proxy+}` does not serve `/api` or `/api/`, which \
                  then answer 403 \"Missing Authentication Token\". This is shown only when such a request can reach the \
                  gateway.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "ANY" "/{proxy+}" function="api"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "ANY" "/" function="api"
    route "ANY" "/{proxy+}" function="api"
}"#,
    ),
};
