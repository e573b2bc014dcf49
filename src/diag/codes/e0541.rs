use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0541",
    title: "something WAF Classic does not know",
    explanation: "Classic has texts, regular expressions, lengths, SQL injection, scripts, addresses and countries, one transformation each, and rate limits by address over five minutes. What WAFv2 has beyond that needs WAFv2.",
    bad: Example::Spec(
        r#"function "api" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/" function="api"
    waf "gate"
}
waf "gate" version="classic" {
    allow "W0505" reason="it stands since 2021"
    default "allow"
    rule "bots" priority=1 action="block" {
        asn 64512
    }
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/" function="api"
    waf "gate"
}
waf "gate" {
    default "allow"
    rule "bots" priority=1 action="block" {
        asn 64512
    }
}"#,
    ),
};
