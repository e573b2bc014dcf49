use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0541",
    title: "a body that is not seen to its end",
    explanation: "WAF looks at the first 8 or 16 KB of a body. With `oversize=\"continue\"` a rule that blocks by what it finds there lets through who puts it further back.",
    bad: Example::Spec(
        r#"waf "edge" {
    default "allow"
    rule "sql" priority=1 action="block" {
        body oversize="continue" sqli="low"
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
    rule "sql" priority=1 action="block" {
        body oversize="match" sqli="low"
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
