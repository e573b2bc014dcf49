use super::{Example, File, Page, file};

const SPEC: File = file(
    "spec.kdl",
    r#"// The shop of the café.
stack "shop" {
    region "us-east-2"
    env "dev"
}
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0102",
    title: "a file is not UTF-8",
    explanation: "KDL is UTF-8. The place shown is the end of what could be read; the byte after it begins no character.",
    bad: Example::Session {
        files: &[SPEC],
        typed: &["iconv -f utf-8 -t latin1 spec.kdl > latin1.kdl", "engine validate latin1.kdl"],
    },
    good: Example::Session { files: &[SPEC], typed: &["engine validate spec.kdl"] },
};
