use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0311",
    title: "a former name that is still in use",
    explanation: "`rename-from` says what a block was called before: what stands of it goes on under the new name, and \
                  the names it has in AWS stay as they are. A block that is still called so goes on by itself, so the \
                  name cannot be another block's past. In a chain, where that block was renamed as well, it can.",
    bad: Example::Spec(
        r#"bucket "static" {
}
bucket "site" {
    rename-from "static"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "site" {
    rename-from "static"
}"#,
    ),
};
