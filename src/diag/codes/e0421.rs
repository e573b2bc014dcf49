use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0421",
    title: "origins that contradict each other",
    explanation: "`*` lets the pages of every origin call. Browsers refuse it together with cookies \
                  (`credentials=#true`), and beside it no other origin says anything more.",
    bad: Example::Spec(
        r#"gateway "api" {
    route "GET" "/health" mock=200
    cors "*" credentials=#true
}"#,
    ),
    good: Example::Spec(
        r#"gateway "api" {
    route "GET" "/health" mock=200
    cors "https://app.example.com" credentials=#true
}"#,
    ),
};
