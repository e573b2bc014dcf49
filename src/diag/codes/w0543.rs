use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0543",
    title: "more than AWS takes unless asked to",
    explanation: "Accounts begin with quotas that AWS raises on demand: 10,000 requests a second for all APIs of a \
                  region, 300 resources of an API, 75 behaviors of a distribution, 10 names of a certificate.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
    throttle rate=50000 burst=5000
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
    throttle rate=10000 burst=5000
}"#,
    ),
};
