use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0566",
    title: "a text that looks like a reference",
    explanation: "A reference stands between `${` and `}`: everything else in a text is taken as it is. This text is spelt like \
                  the address of something in the spec, so the braces, or the `$`, were probably left out.",
    bad: Example::Spec(
        r#"param "image"
function "api" {
    image "${param.image}"
    env STAGE="$stack.env"
}"#,
    ),
    good: Example::Spec(
        r#"param "image"
function "api" {
    image "${param.image}"
    env STAGE="${stack.env}"
}"#,
    ),
};
