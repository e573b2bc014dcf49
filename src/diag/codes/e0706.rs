use super::openings::STACK;
use super::{Example, Page, file};

pub(super) const PAGE: Page = Page {
    code: "E0706",
    title: "set twice",
    explanation: "A key, a recipient or the data key stands in the file twice, often after a merge. Which of them is meant \
                  cannot be told.",
    bad: Example::Session {
        files: &[
            STACK,
            file(
                "spec.dev.kdl",
                r#"config format=1 stack="shop" env="dev" {
    value "image" "repo:1"
    value "image" "repo:2"
}
"#,
            ),
        ],
        typed: &["engine config list"],
    },
    good: Example::Session {
        files: &[
            STACK,
            file(
                "spec.dev.kdl",
                r#"config format=1 stack="shop" env="dev" {
    value "image" "repo:2"
}
"#,
            ),
        ],
        typed: &["engine config list"],
    },
};
