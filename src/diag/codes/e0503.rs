use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0503",
    title: "a secret header nobody checks",
    explanation: "The cdn sends a secret to its origin so that the origin can tell it from everybody else. Nothing there \
                  compares it: no web ACL on the gateway tests the header, and no function behind it is given the secret. The \
                  origin is open.",
    bad: Example::Spec(
        r#"secret "token"
function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "ANY" "/{proxy+}" function="api"
    route "ANY" "/" function="api"
}
cdn "site" {
    origin "api" gateway="api" {
        send-header "X-Origin-Verify" (secret)"token"
    }
    default-behavior origin="api"
}"#,
    ),
    good: Example::Spec(
        r#"secret "token"
function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "ANY" "/{proxy+}" function="api"
    route "ANY" "/" function="api"
    waf "origin-only"
}
waf "origin-only" {
    default "block"
    rule "cdn" priority=1 action="allow" {
        header "X-Origin-Verify" equals=(secret)"token"
    }
}
cdn "site" {
    origin "api" gateway="api" {
        send-header "X-Origin-Verify" (secret)"token"
    }
    default-behavior origin="api"
}"#,
    ),
};
