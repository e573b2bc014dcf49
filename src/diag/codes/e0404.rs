use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0404",
    title: "two rules of one priority",
    explanation: "The priority is the order rules are asked in, and the first that decides wins, so no two may be equal.",
    bad: Example::Spec(
        r#"waf "edge" {
    default "allow"
    rule "a" priority=1 action="block" {
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
