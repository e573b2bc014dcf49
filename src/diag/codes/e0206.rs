use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0206",
    title: "a value of the wrong type",
    explanation: "Numbers and `#true`/`#false` are written without quotes, everything else is a string.",
    bad: Example::Spec(r#"secret "token" min-length="32""#),
    good: Example::Spec(r#"secret "token" min-length=32"#),
};
