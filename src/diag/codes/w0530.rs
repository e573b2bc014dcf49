use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0530",
    title: "a rule that is never asked",
    explanation: "Rules are asked by priority, the lowest first, and one that allows or blocks ends it. A rule whose \
                  every request is decided before has no effect.",
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
    rule "greedy-bots" priority=2 action="block" {
        header "User-Agent" contains="greedybot"
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
    rule "bots" priority=1 action="block" {
        header "User-Agent" contains="bot"
    }
    rule "spiders" priority=2 action="block" {
        header "User-Agent" contains="spider"
    }
}"#,
    ),
};
