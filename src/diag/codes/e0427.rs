use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0427",
    title: "a domain on an edge endpoint",
    explanation: "`domain` gives the stage a regional custom domain name. An API with `endpoint \"edge\"` stands \
                  behind a distribution of AWS's own, whose names are another thing: put a `cdn` with an alias \
                  before a regional API instead.",
    bad: Example::Spec(
        r#"gateway "api" {
    endpoint "edge"
    route "GET" "/health" mock=200
    domain "api.example.com" zone="example.com"
}"#,
    ),
    good: Example::Spec(
        r#"gateway "api" {
    route "GET" "/health" mock=200
    domain "api.example.com" zone="example.com"
}"#,
    ),
};
