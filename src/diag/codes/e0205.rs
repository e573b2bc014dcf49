use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0205",
    title: "too many values",
    explanation: "A line has more values than it takes. Perhaps one of them should be a property with a name.",
    bad: Example::Spec(r#"secret "token" 32"#),
    good: Example::Spec(r#"secret "token" min-length=32"#),
};
