use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0107",
    title: "a block is not closed",
    explanation: "A `{` has no `}`. When the indentation of the lines shows where the brace is missing, that place is shown; \
                  otherwise it is the outermost brace that stays open.",
    bad: Example::Spec(
        r#"bucket "site" {
    files "public""#,
    ),
    good: Example::Spec(
        r#"bucket "site" {
    files "public"
}"#,
    ),
};
