use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0840",
    title: "rules that need more capacity than there is",
    explanation: "A web ACL has 5,000 capacity units (WCU), a rule group what was set aside for it. Managed groups cost most, then SQL injection and scripts, then transformations.",
    bad: Example::Spec(
        r#"rule-group "checks" capacity=1 {
    rule "admin" priority=1 action="block" {
        path starts-with="/admin"
    }
}
waf "edge" {
    default "allow"
    rule "checks" priority=1 {
        rule-group "checks"
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
        r#"rule-group "checks" capacity=10 {
    rule "admin" priority=1 action="block" {
        path starts-with="/admin"
    }
}
waf "edge" {
    default "allow"
    rule "checks" priority=1 {
        rule-group "checks"
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
