use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0403",
    title: "two parameters at one place",
    explanation: "API Gateway knows one parameter name at each place of the tree of paths, and refuses a second one: \"a \
                  sibling of this resource already has a variable path part\".",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items/{id}" function="api"
    route "GET" "/items/{item}/parts" function="api"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items/{id}" function="api"
    route "GET" "/items/{id}/parts" function="api"
}"#,
    ),
};
