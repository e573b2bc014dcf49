use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0201",
    title: "an unknown block",
    explanation: "The first word of a top-level line says which kind of block it is; there is a fixed set of them. `engine \
                  schema` lists it.",
    bad: Example::Spec(
        r#"lambda "api" {
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}"#,
    ),
};
