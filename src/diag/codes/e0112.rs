use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0112",
    title: "not KDL",
    explanation: "The text cannot be read as KDL 2 at this place. Every line is a name, followed by values and `key=value` \
                  properties separated by blanks, and perhaps by a block. Text other than plain words goes between quotes.",
    bad: Example::Spec(r#"secret "token" min-length=32chars"#),
    good: Example::Spec(r#"secret "token" min-length=32"#),
};
