use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0426",
    title: "an API key in clear",
    explanation: "Whoever knows an API key may call with it, so its value is a secret: written as \
                  `(secret)\"NAME\"`, sealed in the config file of the environment, and never shown in a plan or \
                  kept in the state.",
    bad: Example::Spec(
        r#"gateway "api" {
    route "GET" "/health" mock=200 key=#true
    usage-plan "basic" {
        key "partner" "a-key-that-everybody-can-read"
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
