use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0563",
    title: "expectations that contradict each other",
    explanation: "One request ends in one way. Of two expectations that differ about it one always fails.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
}
expect {
    request "GET" "${gateway.api.invoke-url}/items" status=200
    request "GET" "${gateway.api.invoke-url}/items" status=403
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
}
expect {
    request "GET" "${gateway.api.invoke-url}/items" status=200
    request "POST" "${gateway.api.invoke-url}/items" status=403
}"#,
    ),
};
