use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0302",
    title: "a reference to a block of another kind",
    explanation: "There is a block of this name, but of a kind that cannot stand here.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
    waf "api"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
    waf "origin-only"
}
waf "origin-only" {
    default "block"
    rule "partner" priority=1 action="allow" {
        header "X-Partner" equals="yes"
    }
}"#,
    ),
};
