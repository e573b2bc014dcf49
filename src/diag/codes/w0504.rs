use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0504",
    title: "a header is checked that no cdn sends",
    explanation: "A rule of the web ACL on a gateway compares a header with a secret, but no cdn in front of that gateway \
                  sends this header with this secret. With the default `block` nobody gets through.",
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
waf "origin-only" {
    default "block"
    rule "cdn" priority=1 action="allow" {
        header "X-Origin-Check" equals=(secret)"token"
    }
}
cdn "site" {
    origin "api" gateway="api" {
        send-header "X-Stage" "prod"
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
