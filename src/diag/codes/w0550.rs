use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0550",
    title: "a route to a function that is stopped",
    explanation: "`concurrency 0` stops a function: no call may run. A gateway answers 500 where a route leads to it.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    concurrency 0
}
gateway "api" {
    route "GET" "/items" function="api"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    concurrency 10
}
gateway "api" {
    route "GET" "/items" function="api"
}"#,
    ),
};
