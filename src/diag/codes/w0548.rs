use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0548",
    title: "a statement that fits nothing",
    explanation: "An action is done to something of a kind: `s3:GetObject` to objects, `s3:ListBucket` to a bucket, \
                  `execute-api:Invoke` to a verb and a path. On the ARN of anything else it allows and denies nothing.",
    bad: Example::Spec(
        r#"bucket "orders" {
}
function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    allow "s3:GetObject" on="${bucket.orders.arn}"
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
