use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0516",
    title: "a secret header in clear",
    explanation: "The header tells the origin that a request came through the cdn. Sent over plain HTTP, whoever is on the way reads \
                  it, and can pretend to be the cdn.",
    bad: Example::Spec(
        r#"secret "origin-header"
cdn "site" {
    origin "legacy" host="legacy.example.com" protocol="http-only" {
        send-header "X-Origin-Verify" (secret)"origin-header"
    }
    default-behavior origin="legacy"
}"#,
    ),
    good: Example::Spec(
        r#"secret "origin-header"
cdn "site" {
    origin "legacy" host="legacy.example.com" {
        send-header "X-Origin-Verify" (secret)"origin-header"
    }
    default-behavior origin="legacy"
}"#,
    ),
};
