use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0514",
    title: "two CDNs in a row",
    explanation: "An `edge` endpoint puts a CloudFront distribution of AWS's own before the gateway. Behind a `cdn` every \
                  request then passes two, and caches and headers are hard to follow.",
    bad: Example::Spec(
        r#"secret "token"
function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    endpoint "edge"
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
