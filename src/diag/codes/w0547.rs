use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0547",
    title: "a function that may do everything",
    explanation: "A role that may do all of something to everything is an open account for whoever gets the function \
                  to do what it should not.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    allow "*" on="*"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    allow "dynamodb:GetItem" on="arn:aws:dynamodb:us-east-2:111122223333:table/orders"
}"#,
    ),
};
