use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0203",
    title: "an unknown property",
    explanation: "Each line has its own set of properties. This one is not among them; perhaps it is misspelt, or belongs \
                  inside of the block as a line.",
    bad: Example::Spec(r#"secret "token" minimum=32"#),
    good: Example::Spec(r#"secret "token" min-length=32"#),
};
