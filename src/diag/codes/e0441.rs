use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0441",
    title: "no block of addresses",
    explanation: "Addresses are written in CIDR notation, and the address is the first of its block: AWS would store another one than was written, and every plan would show it.",
    bad: Example::Spec(
        r#"waf "edge" {
    default "block"
    rule "office" priority=1 action="allow" {
        ip "203.0.113.7/24"
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
    default "block"
    rule "office" priority=1 action="allow" {
        ip "203.0.113.0/24"
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
