use super::openings::PARAM;
use super::{Example, File, Page, file};

const CONFIG: File = file(
    "spec.dev.kdl",
    r#"config format=1 stack="shop" env="dev" {
    value "image" "repo:tag"
}
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0715",
    title: "a key is not set",
    explanation: "The key that was asked for has no value in the config file of this environment. Environments do not share \
                  values.",
    bad: Example::Session { files: &[PARAM, CONFIG], typed: &["engine config get imaeg"] },
    good: Example::Session { files: &[PARAM, CONFIG], typed: &["engine config get image"] },
};
