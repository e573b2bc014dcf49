use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0457",
    title: "a statement on something that is no ARN",
    explanation: "IAM names what a statement is about by ARN, or by `*` for everything. A bare name makes IAM refuse \
                  the whole policy, half-way through an apply.",
    bad: Example::Spec(
        r#"bucket "orders" {
}
function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    allow "s3:GetObject" on="orders/*"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "orders" {
}
function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    allow "s3:GetObject" on="${bucket.orders.arn}/*"
}"#,
    ),
};
