use super::{Example, File, Page, file};

const SPEC: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
bucket "assets" {
    protect
}
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0813",
    title: "a protected block that a plan would remove",
    explanation: "No plan removes what a block with `protect` made, or makes it anew. This is remembered: a block that \
                  was taken out of the spec stays protected. What comes and goes by its nature (deployments, versions, \
                  permissions, files that lie beside the spec) may still do so.",
    bad: Example::Session { files: &[SPEC], typed: &["engine apply --local --yes", "engine destroy --local --yes"] },
    good: Example::Session {
        files: &[SPEC],
        typed: &[
            "engine apply --local --yes",
            "sed -i /protect/d spec.kdl",
            "engine apply --local --yes",
            "engine destroy --local --yes",
        ],
    },
};
