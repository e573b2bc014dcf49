use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0202",
    title: "an unknown line in a block",
    explanation: "Each kind of block has its own set of lines. This one does not belong there; perhaps it is misspelt, or \
                  belongs on the line above as a property.",
    bad: Example::Spec(
        r#"bucket "site" {
    file "public"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "site" {
    files "public"
}"#,
    ),
};
