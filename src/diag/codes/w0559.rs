use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0559",
    title: "credentials in clear",
    explanation: "`viewer-protocol=\"allow-all\"` serves plain HTTP as well. What callers prove themselves with can \
                  then be read, and used, by whoever is on the way.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api" auth="iam"
}
cdn "site" {
    origin "api" gateway="api"
    default-behavior origin="api" viewer-protocol="allow-all"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api" auth="iam"
}
cdn "site" {
    origin "api" gateway="api"
    default-behavior origin="api" viewer-protocol="https-only"
}"#,
    ),
};
