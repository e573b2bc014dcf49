use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0565",
    title: "addresses of CloudFront in place of those of viewers",
    explanation: "Behind a cdn a web ACL sees CloudFront as the one who connects; the viewer's address stands in \
                  `X-Forwarded-For`. Rules about addresses, countries and requests of one address belong on the cdn's \
                  own web ACL, or look at that header.",
    bad: Example::Spec(
        r#"secret "token"
function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
    waf "gate"
}
waf "gate" {
    default "block"
    rule "too-many" priority=1 action="block" {
        rate limit=1000
    }
    rule "cdn" priority=2 action="allow" {
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
    route "GET" "/items" function="api"
    waf "gate"
}
waf "gate" {
    default "block"
    rule "too-many" priority=1 action="block" {
        rate limit=1000 forwarded-header="X-Forwarded-For"
    }
    rule "cdn" priority=2 action="allow" {
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
