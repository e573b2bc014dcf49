use super::{Example, File, Page, file};

const SPEC: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev" "prod"
}
bucket "assets" {
}
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0903",
    title: "a record that cannot be used",
    explanation: "The state of a stack in an environment cannot be read, was damaged, belongs to another stack, \
                  or was written by a newer engine. Nothing is done then: acting on a wrong record would make \
                  things twice or leave them behind. States saved before are kept.",
    bad: Example::Session {
        files: &[SPEC],
        typed: &[
            "engine apply --local --yes",
            "cp -r .engine/local/shop/dev .engine/local/shop/prod",
            "engine plan --local --env prod",
        ],
    },
    good: Example::Session {
        files: &[SPEC],
        typed: &[
            "engine apply --local --yes",
            "engine apply --local --yes --env prod",
            "engine plan --local --env prod",
        ],
    },
};
