use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0305",
    title: "blocks need each other in a circle",
    explanation: "Each block is made after those it mentions. When they mention each other in a circle, none can be made \
                  first. The `url` of a `cdn` with an alias is no such mention: it is known from the spec.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    env GATEWAY="${gateway.api.invoke-url}"
}
gateway "api" {
    route "GET" "/items" function="api"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
}
output "gateway" "${gateway.api.invoke-url}""#,
    ),
};
