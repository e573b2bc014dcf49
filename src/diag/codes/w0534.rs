use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0534",
    title: "a rule that changes nothing",
    explanation: "A rule that does what the default does is there for the sake of a rule behind it, which would decide \
                  otherwise. When none is left to do so, the rule can go.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
    waf "gate"
}
waf "gate" {
    default "allow"
    rule "bots" priority=1 action="block" {
        header "User-Agent" contains="bot"
    }
    rule "friends" priority=2 action="allow" {
        header "User-Agent" contains="friendly"
    }
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
    waf "gate"
}
waf "gate" {
    default "allow"
    rule "friends" priority=1 action="allow" {
        header "User-Agent" contains="friendly"
    }
    rule "bots" priority=2 action="block" {
        header "User-Agent" contains="bot"
    }
}"#,
    ),
};
