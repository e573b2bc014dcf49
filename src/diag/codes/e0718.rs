use super::{Example, File, Page, file};

const SPEC: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0718",
    title: "a secret would be written in clear",
    explanation: "The key holds a sealed value, and the command would put a plain one in its place. Say which is meant.",
    bad: Example::Session {
        files: &[SPEC],
        typed: &["engine config set token --generate", "engine config set token abc"],
    },
    good: Example::Session {
        files: &[SPEC],
        typed: &["engine config set token --generate", "printf abcdefghijklmnop | engine config set token --secret"],
    },
};
