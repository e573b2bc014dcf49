use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0536",
    title: "a route that nobody gets to",
    explanation: "The gateway lets in what comes through a cdn, and no behavior of a cdn sends this path there. \
                  CloudFront takes nothing off a path: behind `/api/*` the gateway sees `/api/items`.",
    bad: Example::Spec(
        r#"secret "token"
function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/api/items" function="api"
    route "GET" "/health" function="api"
    waf "gate"
}
waf "gate" {
    default "block"
    rule "cdn" priority=1 action="allow" {
        header "X-Origin-Verify" equals=(secret)"token"
    }
}
bucket "static" {
}
cdn "site" {
    origin "api" gateway="api" {
        send-header "X-Origin-Verify" (secret)"token"
    }
    origin "static" bucket="static"
    default-behavior origin="static"
    behavior "/api/*" origin="api"
}"#,
    ),
    good: Example::Spec(
        r#"secret "token"
function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/api/items" function="api"
    route "GET" "/api/health" function="api"
    waf "gate"
}
waf "gate" {
    default "block"
    rule "cdn" priority=1 action="allow" {
        header "X-Origin-Verify" equals=(secret)"token"
    }
}
bucket "static" {
}
cdn "site" {
    origin "api" gateway="api" {
        send-header "X-Origin-Verify" (secret)"token"
    }
    origin "static" bucket="static"
    default-behavior origin="static"
    behavior "/api/*" origin="api"
}"#,
    ),
};
