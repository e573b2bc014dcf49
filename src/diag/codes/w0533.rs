use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0533",
    title: "a regular expression that means more than it seems",
    explanation: "WAF searches a pattern anywhere in a value. One that can match nothing at all is found in every \
                  value, and `|` separates more than the two words beside it: in `^a|b$` each anchor belongs to one \
                  alternative.",
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
    rule "cli" priority=1 action="block" {
        header "User-Agent" matches="^curl|wget$"
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
    rule "cli" priority=1 action="block" {
        header "User-Agent" matches="^(curl|wget)$"
    }
}"#,
    ),
};
