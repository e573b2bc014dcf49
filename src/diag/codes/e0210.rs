use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0210",
    title: "two blocks of one name",
    explanation: "A block is found by its kind and name, so no two blocks of a kind have the same name, and there is only one \
                  `stack`.",
    bad: Example::Spec(
        r#"param "image"
param "image""#,
    ),
    good: Example::Spec(
        r#"param "image"
param "image-tag""#,
    ),
};
