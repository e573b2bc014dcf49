use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0114",
    title: "a raw string of KDL 1",
    explanation: "KDL 1 wrote raw strings with an `r` before them. In KDL 2 they begin with at least one `#` and end with as many: \
                  everything between the quotes stands for itself, also `\\`.",
    bad: Example::Spec(r#"param "digits" default=r"\d+""#),
    good: Example::Spec(r##"param "digits" default=#"\d+"#"##),
};
