use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0402",
    title: "not a route path",
    explanation: "A path begins with `/`. Each segment is literal (letters, digits, `.`, `_`, `-`, `:`), or one parameter \
                  `{name}`; the last one may be `{name+}` and then takes all that is left.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/v{version}/items" function="api"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/{version}/items" function="api"
}"#,
    ),
};
