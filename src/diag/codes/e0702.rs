use super::openings::STACK;
use super::{Example, Page, file};

pub(super) const PAGE: Page = Page {
    code: "E0702",
    title: "a config file is not KDL",
    explanation: "A config file is written in KDL 2, like a spec. Nothing in a file that does not parse is used, because what \
                  is broken may be the end of another value.",
    bad: Example::Session {
        files: &[
            STACK,
            file(
                "spec.dev.kdl",
                r#"config format=1 stack="shop" env="dev" {
    value "image" "repo:tag
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
