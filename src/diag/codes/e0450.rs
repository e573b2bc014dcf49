use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0450",
    title: "a regular expression that WAF refuses",
    explanation: "WAF searches with a part of the language of Perl: groups, classes, repetitions, alternatives and \
                  anchors. Back references, recursion, conditions, groups that never give back and instructions to the \
                  engine are refused, and so is what is not closed. AWS says so only half-way through an apply.",
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
    rule "twice" priority=1 action="block" {
        header "User-Agent" matches="(bot).*\\1"
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
    rule "twice" priority=1 action="block" {
        header "User-Agent" matches="bot.*bot"
    }
}"#,
    ),
};
