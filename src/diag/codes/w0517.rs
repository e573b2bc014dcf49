use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0517",
    title: "a key nobody has",
    explanation: "A route with `key=#true` answers 403 to every caller who does not send the key of a usage plan \
                  for its stage. No usage plan of this gateway has a key.",
    bad: Example::Spec(
        r#"gateway "api" {
    route "GET" "/health" mock=200 key=#true
}"#,
    ),
    good: Example::Spec(
        r#"gateway "api" {
    route "GET" "/health" mock=200
}"#,
    ),
};
