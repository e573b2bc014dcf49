use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0440",
    title: "a rate limit or rule group beside other statements",
    explanation: "AWS combines a rate limit, a managed group or a rule group with nothing: it is all of its rule. Statements between its braces say which requests it sees.",
    bad: Example::Spec(
        r#"waf "edge" {
    default "allow"
    rule "login" priority=1 action="block" {
        path starts-with="/login"
        rate limit=100
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
    rule "login" priority=1 action="block" {
        rate limit=100 {
            path starts-with="/login"
        }
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
