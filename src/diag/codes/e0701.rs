use super::openings::STACK;
use super::{Example, File, Page, file};

const WRITTEN: File = file(
    "written.kdl",
    r#"config format=1 stack="shop" env="dev" {
    value "greeting" "à bientôt"
}
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0701",
    title: "a config file cannot be read",
    explanation: "The config of an environment, `spec.<env>.kdl`, must be readable, UTF-8, at most 1 MB and not nested: it is \
                  one `config` block with one value a line.",
    bad: Example::Session {
        files: &[STACK, WRITTEN],
        typed: &["iconv -f utf-8 -t latin1 written.kdl > spec.dev.kdl", "engine config list"],
    },
    good: Example::Session { files: &[STACK, WRITTEN], typed: &["cp written.kdl spec.dev.kdl", "engine config list"] },
};
