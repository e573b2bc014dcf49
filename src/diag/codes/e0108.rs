use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0108",
    title: "a brace closes nothing",
    explanation: "A `}` stands where no block is open. Often the `}` of an inner block was written twice, or the `{` of the block is missing.",
    bad: Example::Spec(
        r#"bucket "site" {
}
}"#,
    ),
    good: Example::Spec(
        r#"bucket "site" {
}"#,
    ),
};
