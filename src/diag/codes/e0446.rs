use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0446",
    title: "a rule the group does not have",
    explanation: "A rule of a rule group can be made to do something else where the group is used; AWS refuses a name that none of its rules has.",
    bad: Example::Spec(
        r#"rule-group "checks" capacity=10 {
    rule "admin" priority=1 action="block" {
        path starts-with="/admin"
    }
}
waf "edge" {
    default "allow"
    rule "own" priority=1 {
        rule-group "checks" {
            rule "admins" action="count"
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
    good: Example::Spec(
        r#"rule-group "checks" capacity=10 {
    rule "admin" priority=1 action="block" {
        path starts-with="/admin"
    }
}
waf "edge" {
    default "allow"
    rule "own" priority=1 {
        rule-group "checks" {
            rule "admin" action="count"
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
