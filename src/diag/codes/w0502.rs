use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0502",
    title: "a web ACL that can never block",
    explanation: "The default is `allow` and no rule blocks, so every request gets through: the rules only count. In a \
                  pipeline this looks protected and is not.",
    bad: Example::Spec(
        r#"waf "edge" {
    default "allow"
    rule "bots" priority=1 action="count" {
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
