use super::openings::STACK;
use super::{Example, Page, file};

pub(super) const PAGE: Page = Page {
    code: "E0707",
    title: "not a name for a key",
    explanation: "A key starts with a letter or digit and goes on with letters, digits, `.`, `_`, `/` and `-`, at most 128 of \
                  them, so that it can be written in a spec, on a command line and in a report.",
    bad: Example::Session {
        files: &[
            STACK,
            file(
                "spec.dev.kdl",
                r#"config format=1 stack="shop" env="dev" {
    value "my image" "repo:tag"
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
    value "my-image" "repo:tag"
}
"#,
            ),
        ],
        typed: &["engine config list"],
    },
};
