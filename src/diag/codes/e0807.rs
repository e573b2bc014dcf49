use super::{Example, File, Page, file};

const SPEC: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev" "prod"
}
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0807",
    title: "an unknown environment",
    explanation: "Every plan is made for one of the environments the stack names, chosen by `--env`.",
    bad: Example::Session { files: &[SPEC], typed: &["engine plan --local --env staging"] },
    good: Example::Session { files: &[SPEC], typed: &["engine plan --local --env prod"] },
};
