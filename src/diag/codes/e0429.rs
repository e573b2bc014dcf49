use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0429",
    title: "a wish about what exists already",
    explanation: "A role or log group that exists already (`role=`, `log-group=`, `group=`) is used and never changed: what it may do \
                  and for how long it keeps logs is its owner's to say.",
    bad: Example::Spec(
        r#"function "api" role="arn:aws:iam::111122223333:role/api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    allow "s3:GetObject" on="arn:aws:s3:::orders/*"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" role="arn:aws:iam::111122223333:role/api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}"#,
    ),
};
