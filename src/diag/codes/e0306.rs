use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0306",
    title: "a secret inside of a regular expression",
    explanation: "Characters such as `.` or `|` in a secret would be read as an expression, and a `|` opens the door to \
                  everybody. A secret is compared as a whole.",
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
        header "X-Origin-Verify" matches="^${secret.token}$"
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
