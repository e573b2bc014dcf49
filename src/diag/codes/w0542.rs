use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0542",
    title: "a usage plan that limits nobody",
    explanation: "A usage plan counts requests by the key they carry. Without a key, or where no route asks for one, \
                  nothing is counted.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
secret "partner" min-length=20
gateway "api" {
    route "GET" "/items" function="api"
    usage-plan "basic" {
        quota 1000 per="day"
        key "partner" (secret)"partner"
    }
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
secret "partner" min-length=20
gateway "api" {
    route "GET" "/items" function="api" key=#true
    usage-plan "basic" {
        quota 1000 per="day"
        key "partner" (secret)"partner"
    }
}"#,
    ),
};
