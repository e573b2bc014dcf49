use super::{Example, File, Page, file};

const SPEC: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
param "image"
"#,
);

const CONFIG: File = file(
    "spec.dev.kdl",
    r#"config format=1 stack="shop" env="dev" {
    value "image" "repo:1"
}
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0716",
    title: "somebody else changes the file",
    explanation: "The config file was changed, or is being changed, by another process at the same time. Nothing was written, \
                  so that neither change is lost.",
    bad: Example::Session {
        files: &[SPEC, CONFIG],
        typed: &["flock spec.dev.kdl engine config set image repo:2 # locked as by another one"],
    },
    good: Example::Session { files: &[SPEC, CONFIG], typed: &["engine config set image repo:2"] },
};
