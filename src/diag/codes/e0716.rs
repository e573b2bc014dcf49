use super::openings::PARAM;
use super::{Example, File, Page, file};

const CONFIG: File = file(
    "spec.dev.kdl",
    r#"config format=1 stack="shop" env="dev" {
    value "image" "repo:1"
}
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0716",
    title: "somebody else changes the file",
    explanation: "The config file was changed, or is being changed, by another process at the same time. Nothing was written, \
                  so that neither change is lost.",
    bad: Example::Session {
        files: &[PARAM, CONFIG],
        typed: &["flock spec.dev.kdl engine config set image repo:2 # locked as by another one"],
    },
    good: Example::Session { files: &[PARAM, CONFIG], typed: &["engine config set image repo:2"] },
};
