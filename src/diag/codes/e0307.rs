use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0307",
    title: "a secret where it would be shown",
    explanation: "A secret may stand in the value of a `send-header`, in a `header` test, in a request's `header` and in a \
                  function's `env`. Everywhere else it would be shown, logged or recorded in clear.",
    bad: Example::Spec(
        r#"secret "token"
output "token" (secret)"token""#,
    ),
    good: Example::Spec(
        r#"secret "token"
function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    env TOKEN=(secret)"token"
}"#,
    ),
};
