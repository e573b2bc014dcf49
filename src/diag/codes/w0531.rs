use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0531",
    title: "a rule that no request matches",
    explanation: "All tests of a rule must hold. Two that exclude each other never do; neither does a comparison with \
                  capital letters after the header was put into lower case. Turned around by `not=#true`, such a test \
                  always holds.",
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
        header "User-Agent" contains="BadBot" {
            transform "lowercase"
        }
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
        header "User-Agent" contains="badbot" {
            transform "lowercase"
        }
    }
}"#,
    ),
};
