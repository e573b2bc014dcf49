use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0447",
    title: "a setting that a managed group does not take",
    explanation: "Some of AWS's managed groups are told about what they protect: Bot Control how closely to look, account takeover prevention (ATP) where people log in, account creation fraud prevention (ACFP) where they sign up, DDoS prevention whom to test. Each takes its own settings and no others. Answers are looked at only in a web ACL on a `cdn`.",
    bad: Example::Spec(
        r#"waf "edge" {
    default "allow"
    rule "common" priority=1 {
        managed "AWSManagedRulesCommonRuleSet" {
            login-path "/login"
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
        r#"waf "edge" {
    default "allow"
    rule "logins" priority=1 {
        managed "AWSManagedRulesATPRuleSet" {
            login-path "/login"
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
