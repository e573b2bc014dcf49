use super::openings::STACK;
use super::{Example, Page, file};

pub(super) const PAGE: Page = Page {
    code: "E0704",
    title: "an unknown format",
    explanation: "The file or a sealed value says it was written in a format that this version of engine does not know, most \
                  likely by a newer one. It is left alone rather than guessed at.",
    bad: Example::Session {
        files: &[
            STACK,
            file(
                "spec.dev.kdl",
                r#"config format=2 stack="shop" env="dev" {
    value "image" "repo:tag"
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
