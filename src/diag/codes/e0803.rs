use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0803",
    title: "a value that is only known after apply",
    explanation: "The value is needed to decide what is made at all, such as a domain name or a physical name, and \
                  refers to something that only exists once the cloud has made it.",
    bad: Example::Spec(
        r#"function "api" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/" function="api"
}
cdn "site" {
    alias "${gateway.api.domain}" zone="example.com"
    origin "api" gateway="api"
    default-behavior origin="api"
}"#,
    ),
    good: Example::Spec(
        r#"param "domain"
function "api" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/" function="api"
}
cdn "site" {
    alias "${param.domain}" zone="example.com"
    origin "api" gateway="api"
    default-behavior origin="api"
}"#,
    ),
};
