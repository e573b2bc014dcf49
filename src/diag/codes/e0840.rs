use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0840",
    title: "rules that need more capacity than there is",
    explanation: "A web ACL has 5,000 capacity units (WCU), a rule group what was set aside for it. Managed groups cost most, then SQL injection and scripts, then transformations.",
    bad: Example::Spec(
        r#"function "api" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/" function="api"
    waf "gate"
}
waf "gate" {
    default "allow"
    rule "shared" priority=1 {
        rule-group "shared"
    }
}
rule-group "shared" capacity=1 {
    rule "bad" priority=1 action="block" {
        header "X-Bad" equals="yes"
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
    rule "shared" priority=1 {
        rule-group "shared"
    }
}
rule-group "shared" capacity=10 {
    rule "bad" priority=1 action="block" {
        header "X-Bad" equals="yes"
    }
}"#,
    ),
};
