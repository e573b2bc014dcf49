use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0408",
    title: "an index page instead of an API's answer",
    explanation: "`spa=#true` answers paths without a file extension with the bucket's index page. Before a gateway it would \
                  hide every answer of the API, its errors and the blocks of its web ACL.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
}
cdn "site" {
    origin "api" gateway="api"
    default-behavior origin="api" spa=#true
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    default-behavior origin="static" spa=#true
}"#,
    ),
};
