use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0513",
    title: "a web ACL nobody uses",
    explanation: "A `waf` block protects only what names it, with a `waf` line in a `gateway` or `cdn`.",
    bad: Example::Spec(
        r#"waf "edge" {
    default "allow"
    rule "bots" priority=1 action="block" {
        header "User-Agent" contains="bot"
    }
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
