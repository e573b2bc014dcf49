use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0428",
    title: "an alias that sends calls to one version twice",
    explanation: "`weight` inside of an alias names a second version, which answers a part of the calls; the version of the alias \
                  answers the rest. The numbers of versions stand in the state (`engine state show function.NAME/version`).",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    alias "live" {
        weight "newest" percent=10
    }
}
gateway "api" {
    route "GET" "/items" function="api"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    alias "live" version="7" {
        weight "newest" percent=10
    }
}
gateway "api" {
    route "GET" "/items" function="api"
}"#,
    ),
};
