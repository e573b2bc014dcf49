use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0313",
    title: "an ARN of something else",
    explanation: "What exists already is named by its ARN where a block would stand. It must be what is wanted there, in the region \
                  where it can be used: that of the stack, or us-east-1 for what CloudFront uses.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
    waf "arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/0a1b2c3d"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
    waf "arn:aws:wafv2:us-east-2:111122223333:regional/webacl/shop/0a1b2c3d"
}"#,
    ),
};
