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
    value "image" "repo:tag"
}
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0715",
    title: "a key is not set",
    explanation: "The key that was asked for has no value in the config file of this environment. Environments do not share \
                  values.",
    bad: Example::Session { files: &[SPEC, CONFIG], typed: &["engine config get imaeg"] },
    good: Example::Session { files: &[SPEC, CONFIG], typed: &["engine config get image"] },
};
