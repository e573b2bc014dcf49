use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0420",
    title: "a route that leads nowhere, or to two places",
    explanation: "A route sends its requests to a `function=`, to an HTTP server (`url=`), or the gateway answers \
                  by itself (`mock=`). Exactly one of them is written; headers and bodies of an answer are written \
                  only where the gateway itself answers.",
    bad: Example::Spec(
        r#"gateway "api" {
    route "GET" "/health"
}"#,
    ),
    good: Example::Spec(
        r#"gateway "api" {
    route "GET" "/health" mock=200 {
        body "application/json" "{\"ok\": true}"
    }
}"#,
    ),
};
