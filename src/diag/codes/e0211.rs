use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0211",
    title: "out of range",
    explanation: "The number, size or time is outside of what AWS takes.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    memory "64MB"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    memory "128MB"
}"#,
    ),
};
