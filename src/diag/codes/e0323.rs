use super::{Example, Page, file};

pub(super) const PAGE: Page = Page {
    code: "E0323",
    title: "includes are nested too deep",
    explanation: "Files include files more than 32 levels deep.",
    bad: Example::Session {
        files: &[file(
            "spec.kdl",
            r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
include "1.kdl"
"#,
        )],
        typed: &[
            r#"for n in $(seq 33); do echo "include \"$((n + 1)).kdl\"" > $n.kdl; done"#,
            "touch 34.kdl",
            "engine validate",
        ],
    },
    good: Example::Session {
        files: &[file(
            "spec.kdl",
            r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
"#,
        )],
        typed: &[
            r#"for n in $(seq 34); do touch $n.kdl; echo "include \"$n.kdl\"" >> spec.kdl; done"#,
            "engine validate",
        ],
    },
};
