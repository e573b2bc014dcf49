use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0549",
    title: "an action that is allowed and denied",
    explanation: "What denies goes before what allows, whichever is written first.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    allow "sqs:SendMessage" on="arn:aws:sqs:us-east-2:111122223333:orders"
    deny "sqs:*" on="*"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    allow "sqs:SendMessage" on="arn:aws:sqs:us-east-2:111122223333:orders"
    deny "sqs:DeleteQueue" on="*"
}"#,
    ),
};
