use super::{Example, File, Page, file};

const SPEC: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev" "prod"
}
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
    code: "E0705",
    title: "a config file of another stack or environment",
    explanation: "Every sealed value is bound to its stack and environment, so a copied file opens nowhere else, and changing \
                  its first line does not help. Set the values again instead.",
    bad: Example::Session {
        files: &[SPEC, CONFIG],
        typed: &["cp spec.dev.kdl spec.prod.kdl", "engine config list --env prod"],
    },
    good: Example::Session {
        files: &[SPEC, CONFIG],
        typed: &["engine config set image repo:tag --env prod", "engine config list --env prod"],
    },
};
