use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0443",
    title: "an answer WAF cannot give",
    explanation: "WAF answers with one of thirty statuses, at most ten headers, and a body that stands beside the rules as a `response-body`, whose type decides the content type.",
    bad: Example::Spec(
        r#"waf "edge" {
    default "allow"
    rule "flood" priority=1 action="block" {
        rate limit=100
        response status=418
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
