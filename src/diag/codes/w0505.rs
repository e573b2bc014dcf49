use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0505",
    title: "WAF Classic",
    explanation: "AWS has refused to make new WAF Classic web ACLs since 2025-05-01 and ended support for Classic on \
                  2025-09-30. `version=\"classic\"` describes one that still exists, so that it can be simulated and replaced.",
    bad: Example::Spec(
        r#"secret "token"
function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "ANY" "/{proxy+}" function="api"
    route "ANY" "/" function="api"
    waf "origin-only"
}
waf "origin-only" version="classic" {
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
