use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0310",
    title: "a classic web ACL on a cdn",
    explanation: "Of WAF Classic only the regional kind is supported, for gateways that still have one.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    default-behavior origin="static"
    waf "gate"
}
waf "gate" version="classic" {
    allow "W0505" reason="it stands since 2021"
    default "allow"
    rule "bots" priority=1 action="block" {
        header "User-Agent" contains="bot"
    }
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    default-behavior origin="static"
    waf "gate"
}
waf "gate" {
    default "allow"
    rule "bots" priority=1 action="block" {
        header "User-Agent" contains="bot"
    }
}"#,
    ),
};
