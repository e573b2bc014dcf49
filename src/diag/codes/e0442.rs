use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0442",
    title: "something that does not go with the action",
    explanation: "A request that is blocked goes nowhere, so no header can be added to it; only what is blocked is answered; a rate limit never allows; the rules of a group have actions of their own; and samples would show a secret.",
    bad: Example::Spec(
        r#"waf "edge" {
    default "allow"
    rule "flood" priority=1 action="count" {
        rate limit=100
        response status=429
    }
    rule "admin" priority=2 action="block" {
        path starts-with="/admin"
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
    rule "flood" priority=1 action="block" {
        rate limit=100
        response status=429
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
