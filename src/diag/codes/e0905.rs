use super::{Example, File, Page, file};

const SPEC: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
bucket "assets" {
}
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0905",
    title: "not a plan",
    explanation: "The file is not what `engine plan --out` writes: it cannot be read, was edited, or is of \
                  another format.",
    bad: Example::Session {
        files: &[
            SPEC,
            file(
                "package.json",
                r#"{ "name": "shop" }
"#,
            ),
        ],
        typed: &["engine apply package.json"],
    },
    good: Example::Session {
        files: &[SPEC],
        typed: &["engine plan --local --out plan.json", "engine apply plan.json --yes"],
    },
};
