use super::{Example, File, Page, file};

const SPEC: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
secret "token"
function "api" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1"
    env TOKEN=(secret)"token"
}
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0806",
    title: "a secret without a value",
    explanation: "The config file of the environment has no sealed value for this `secret`.",
    bad: Example::Session { files: &[SPEC], typed: &["engine secret check"] },
    good: Example::Session { files: &[SPEC], typed: &["engine config set token --generate", "engine secret check"] },
};
