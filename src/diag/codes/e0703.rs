use super::openings::STACK;
use super::{Example, Page, file};

pub(super) const PAGE: Page = Page {
    code: "E0703",
    title: "something a config file does not have",
    explanation: "A config file is one block, `config format=1 stack=\"…\" env=\"…\"`, with the lines `recipient`, `data-key`, \
                  `former-key`, `value` and `secret`. Each takes what it needs in quotes, one value a line, so that a diff \
                  shows which value changed.",
    bad: Example::Session {
        files: &[
            STACK,
            file(
                "spec.dev.kdl",
                r#"config format=1 stack="shop" env="dev" {
    valeu "image" "repo:tag"
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
    value "image" "repo:tag"
}
"#,
            ),
        ],
        typed: &["engine config list"],
    },
};
