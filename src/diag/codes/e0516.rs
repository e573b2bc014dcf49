use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0516",
    title: "a secret too short for an API key",
    explanation: "API Gateway takes 20 to 128 characters as an API key. A secret that may be shorter would be \
                  refused half-way through an apply.",
    bad: Example::Spec(
        r#"secret "partner-key"
gateway "api" {
    route "GET" "/health" mock=200 key=#true
    usage-plan "basic" {
        key "partner" (secret)"partner-key"
    }
}"#,
    ),
    good: Example::Spec(
        r#"secret "partner-key" min-length=20
gateway "api" {
    route "GET" "/health" mock=200 key=#true
    usage-plan "basic" {
        key "partner" (secret)"partner-key"
    }
}"#,
    ),
};
