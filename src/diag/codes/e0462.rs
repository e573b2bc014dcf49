use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0462",
    title: "a secret test the wrong way round",
    explanation: "`not=#true` turns a test around, and a missing header passes it. A rule that allows what passes such \
                  a test lets in everybody who does not know the secret; a rule that blocks what has the secret blocks \
                  the cdn that sends it.",
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
    rule "cdn" priority=1 action="allow" {
        header "X-Origin-Verify" equals=(secret)"token" not=#true
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
    default "allow"
    rule "strangers" priority=1 action="block" {
        header "X-Origin-Verify" equals=(secret)"token" not=#true
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
