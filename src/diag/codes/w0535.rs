use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0535",
    title: "a web ACL that can be walked around",
    explanation: "A web ACL on a cdn judges what comes through the cdn. A gateway answers at an address of its own as \
                  well, and whoever knows it passes no web ACL at all.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
}
waf "gate" {
    default "allow"
    rule "bots" priority=1 action="block" {
        header "User-Agent" contains="bot"
    }
}
cdn "site" {
    origin "api" gateway="api"
    default-behavior origin="api"
    waf "gate"
}"#,
    ),
    good: Example::Spec(
        r#"secret "token"
function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
    waf "origin-only"
}
waf "gate" {
    default "allow"
    rule "bots" priority=1 action="block" {
        header "User-Agent" contains="bot"
    }
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
    waf "gate"
}"#,
    ),
};
