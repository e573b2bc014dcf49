use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0507",
    title: "a web ACL that lets nothing through",
    explanation: "The default is `block` and no rule allows anything, so every request is answered 403.",
    bad: Example::Spec(
        r#"waf "edge" {
    default "block"
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
