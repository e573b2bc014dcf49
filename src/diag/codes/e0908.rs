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
    code: "E0908",
    title: "secrets under another key",
    explanation: "The config file of the environment is sealed under another key than at the last apply. If the \
                  file was swapped by mistake, going on would replace every secret that stands.",
    bad: Example::Session {
        files: &[SPEC],
        typed: &[
            "engine config set token --generate",
            "engine apply --local --yes",
            "rm spec.dev.kdl",
            "engine config set token --generate",
            "engine plan --local",
        ],
    },
    good: Example::Session {
        files: &[SPEC],
        typed: &[
            "engine config set token --generate",
            "engine apply --local --yes",
            "engine config set token --generate",
            "engine plan --local",
        ],
    },
};
