use super::{Example, File, Page, file};

const SPEC: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
function "api" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0909",
    title: "a resource that cannot be read",
    explanation: "The cloud did not say how a recorded resource is, or what became of one that an interrupted run \
                  was making, so nothing can be decided about it.",
    bad: Example::Session {
        files: &[SPEC],
        typed: &["engine apply --local --yes", "ENGINE_LOCAL_FAULTS=denied=lambda:read engine plan --local"],
    },
    good: Example::Session { files: &[SPEC], typed: &["engine apply --local --yes", "engine plan --local"] },
};
