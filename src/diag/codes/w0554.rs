use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0554",
    title: "a value that nothing reads",
    explanation: "Every environment must give a value to a `param` without a default and to a `secret`. Where nothing \
                  reads it, that is work for nothing, or a reference is missing.",
    bad: Example::Spec(
        r#"secret "token"
function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}"#,
    ),
    good: Example::Spec(
        r#"secret "token"
function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    env TOKEN=(secret)"token"
}"#,
    ),
};
