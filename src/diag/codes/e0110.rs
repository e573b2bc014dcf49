use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0110",
    title: "a keyword without its `#`",
    explanation: "KDL 2 writes `#true`, `#false` and `#null`, so that the plain words can be ordinary text one day. KDL 1 \
                  wrote them bare; a bare one is refused rather than guessed.",
    bad: Example::Spec(
        r#"bucket "site" {
    versioning true
}"#,
    ),
    good: Example::Spec(
        r#"bucket "site" {
    versioning #true
}"#,
    ),
};
