use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0208",
    title: "given twice",
    explanation: "A property, tag, environment or variable is there twice. KDL would take the last one; here neither is taken, \
                  because one of them is a mistake.",
    bad: Example::Spec(r#"secret "token" min-length=32 min-length=40"#),
    good: Example::Spec(r#"secret "token" min-length=40"#),
};
