use super::{Example, File, Page, file};

const SPEC: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
secret "token" min-length=32
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0722",
    title: "a secret is too short",
    explanation: "The spec says how many characters a secret must have at least (`min-length`), because a short one can be \
                  guessed by trying.",
    bad: Example::Session { files: &[SPEC], typed: &["printf hunter2 | engine config set token --secret"] },
    good: Example::Session { files: &[SPEC], typed: &["engine config set token --generate"] },
};
