use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0309",
    title: "a web ACL on a gateway and on a cdn",
    explanation: "AWS keeps web ACLs for CloudFront (scope CLOUDFRONT, always in us-east-1) apart from those for everything \
                  else (scope REGIONAL). One `waf` block is one web ACL.",
    bad: Example::Spec(
        r#"waf "edge" {
    default "allow"
    rule "bots" priority=1 action="block" {
        header "User-Agent" contains="bot"
    }
}
function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
    waf "edge"
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
