use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0109",
    title: "a brace begins a line",
    explanation: "In KDL the `{` of a block stands on the same line as the name of the block; a line that begins with `{` \
                  belongs to nothing.",
    bad: Example::Spec(
        r#"bucket "site"
{
}"#,
    ),
    good: Example::Spec(
        r#"bucket "site" {
}"#,
    ),
};
