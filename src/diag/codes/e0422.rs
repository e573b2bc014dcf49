use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0422",
    title: "two answers to OPTIONS",
    explanation: "Browsers ask by `OPTIONS` before they call another origin. `cors` on a route makes that answer \
                  for all verbs of its path, so it stands there once and beside no route `OPTIONS` of the same \
                  path. `cors` for the whole API leaves paths with such a route alone.",
    bad: Example::Spec(
        r#"gateway "api" {
    route "OPTIONS" "/health" mock=204
    route "GET" "/health" mock=200 {
        cors "*"
    }
}"#,
    ),
    good: Example::Spec(
        r#"gateway "api" {
    route "GET" "/health" mock=200 {
        cors "*"
    }
}"#,
    ),
};
