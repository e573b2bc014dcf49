use super::{Example, Page, file};

pub(super) const PAGE: Page = Page {
    code: "E0103",
    title: "a file is too large",
    explanation: "Specs of more than 1 MB are refused before they are parsed, so that no file can hold up an editor or a \
                  commit hook. Files that large are usually not specs.",
    bad: Example::Session {
        files: &[file(
            "spec.kdl",
            r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
"#,
        )],
        typed: &["yes '// a remark' | head -c 1100000 >> spec.kdl", "engine validate"],
    },
    good: Example::Session {
        files: &[file(
            "spec.kdl",
            r#"include "more.kdl"
stack "shop" {
    region "us-east-2"
    env "dev"
}
"#,
        )],
        typed: &[
            "yes '// a remark' | head -c 600000 >> spec.kdl",
            "yes '// a remark' | head -c 600000 > more.kdl",
            "engine validate",
        ],
    },
};
