use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0538",
    title: "a behavior for which the gateway has no route",
    explanation: "CloudFront takes nothing off a path: what matches `/api/*` arrives at the gateway as `/api/…`. Where \
                  no route begins like that, every request is answered 403 \"Missing Authentication Token\".",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
}
bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    origin "api" gateway="api"
    default-behavior origin="static"
    behavior "/api/*" origin="api"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/api/items" function="api"
}
bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    origin "api" gateway="api"
    default-behavior origin="static"
    behavior "/api/*" origin="api"
}"#,
    ),
};
