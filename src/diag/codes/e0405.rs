use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0405",
    title: "two rules of one name",
    explanation: "Names of rules are unique in a web ACL; metrics and logs are told apart by them.",
    bad: Example::Spec(
        r#"waf "edge" {
    default "allow"
    rule "bots" priority=2 action="block" {
        header "X-A" equals="a"
    }
    rule "bots" priority=1 action="block" {
        header "User-Agent" contains="bot"
    }
}
bucket "static" {
}
cdn "site" {
    waf "edge"
    origin "static" bucket="static"
    default-behavior origin="static"
}"#,
    ),
    good: Example::Spec(
        r#"waf "edge" {
    default "allow"
    rule "bots" priority=1 action="block" {
        header "User-Agent" contains="bot"
    }
}
bucket "static" {
}
cdn "site" {
    waf "edge"
    origin "static" bucket="static"
    default-behavior origin="static"
}"#,
    ),
};
