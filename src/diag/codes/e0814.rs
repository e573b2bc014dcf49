use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0814",
    title: "ignore-changes that names no field",
    explanation: "`ignore-changes` names fields of the block's resources as plans write them: `memory-size`, \
                  `tags.owner`, with the resource before it where several have such a field: `log-group/tags`. A field \
                  that may hold secrets can be left alone in parts only, because engine does not keep what the cloud \
                  holds there and could not write it back.",
    bad: Example::Spec(
        r#"function "api" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1"
    ignore-changes "memory"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1"
    ignore-changes "memory-size"
}"#,
    ),
};
