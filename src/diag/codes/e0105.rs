use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0105",
    title: "a string is not closed",
    explanation: "A string between `\"` and `\"` ends on the line it begins on. Text of several lines goes between `\"\"\"` \
                  and `\"\"\"`, each on a line of its own. The rest of the file is still checked.",
    bad: Example::Spec(r#"param "image"#),
    good: Example::Spec(r#"param "image""#),
};
