use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0518",
    title: "a gateway that nobody reaches",
    explanation: "`disable-execute-api-endpoint` turns off the address API Gateway gives every stage: callers come by a `domain` only. A \
                  `cdn` comes by that address, too, so behind one it must stay on; a web ACL that looks for a secret header \
                  keeps everybody else out.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
    disable-execute-api-endpoint
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
    domain "api.example.com" zone="example.com"
    disable-execute-api-endpoint
}"#,
    ),
};
