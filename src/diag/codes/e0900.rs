use super::{Example, File, Page, file};

const SPEC: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
bucket "assets" {
}
output "bucket" "${bucket.assets.arn}"
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0900",
    title: "a command that cannot go on",
    explanation: "Something outside of any spec is in the way: a file that cannot be written, a name nobody \
                  knows, a question nobody is there to answer. The message says what, and mostly how to go on.",
    bad: Example::Session { files: &[SPEC], typed: &["engine apply --local --yes", "engine output bukcet --local"] },
    good: Example::Session { files: &[SPEC], typed: &["engine apply --local --yes", "engine output --local"] },
};
