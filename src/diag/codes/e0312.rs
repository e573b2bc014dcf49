use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0312",
    title: "two blocks that were the same one",
    explanation: "What stands of a block goes on under one new name. Two blocks that both say `rename-from` with the \
                  same name would both be it.",
    bad: Example::Spec(
        r#"bucket "site" {
    rename-from "static"
}
bucket "files" {
    rename-from "static"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "site" {
    rename-from "static"
}
bucket "files" {
}"#,
    ),
};
