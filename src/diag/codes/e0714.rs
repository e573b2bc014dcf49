use super::openings::SECRET;
use super::{Example, Page, file};

pub(super) const PAGE: Page = Page {
    code: "E0714",
    title: "a secret in clear",
    explanation: "A `secret` line holds something that is not sealed. If it is the real value, it is in the history of the \
                  file now: set it with `engine config set KEY --secret` and change it where it is used. The value is never \
                  shown in the message.",
    bad: Example::Session {
        files: &[
            SECRET,
            file(
                "spec.dev.kdl",
                r#"config format=1 stack="shop" env="dev" {
    secret "token" "hunter2"
}
"#,
            ),
        ],
        typed: &["engine config list"],
    },
    good: Example::Session {
        files: &[SECRET],
        typed: &["printf hunter2-and-more | engine config set token --secret", "engine config list"],
    },
};
