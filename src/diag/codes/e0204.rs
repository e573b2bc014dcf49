use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0204",
    title: "something is missing",
    explanation: "A value, a property or a line that has no default is not there.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" function="api"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
}"#,
    ),
};
