use super::{Example, File, Page, file};

const SPEC: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
param "image"
function "api" {
    image "${param.image}"
}
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0801",
    title: "a param without a value",
    explanation: "The config file of the environment has no value for this `param`, and the block gives no `default`. \
                  Validating says nothing about it, because it does not look at one environment; planning needs it.",
    bad: Example::Session { files: &[SPEC], typed: &["engine plan --local"] },
    good: Example::Session {
        files: &[SPEC],
        typed: &["engine config set image 111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1", "engine plan --local"],
    },
};
