use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0445",
    title: "a place WAF writes no logs to",
    explanation: "AWS takes one log group, bucket or Firehose stream whose name begins with `aws-waf-logs-`. A bucket that a cdn serves would show them to everybody.",
    bad: Example::Spec(
        r#"waf "edge" {
    default "allow"
    rule "admin" priority=1 action="block" {
        path starts-with="/admin"
    }
    logging to="arn:aws:s3:::my-logs"
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
    rule "admin" priority=1 action="block" {
        path starts-with="/admin"
    }
    logging to="arn:aws:s3:::aws-waf-logs-mine"
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
