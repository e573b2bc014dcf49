use super::{Example, File, Page, file};

const SPEC: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
bucket "static" {
    files "site"
}
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0802",
    title: "a file beside the spec cannot be read",
    explanation: "A zip file, a policy or a folder of files that a block names is not there, or may not be read. Paths \
                  are relative to the folder of the spec.",
    bad: Example::Session { files: &[SPEC], typed: &["engine plan --local"] },
    good: Example::Session {
        files: &[SPEC],
        typed: &["mkdir site", "echo hello > site/index.html", "engine plan --local"],
    },
};
