use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0212",
    title: "a size or time without its unit",
    explanation: "Sizes and times are a whole number and a unit between quotes, such as `\"256MB\"`, `\"29s\"` or `\"500ms\"`. \
                  Lambda takes whole seconds.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    timeout "1.5s"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    timeout "2s"
}"#,
    ),
};
