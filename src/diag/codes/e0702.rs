use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0702",
    title: "a config file is not KDL",
    explanation: "A config file is written in KDL 2, like a spec. Nothing in a file that does not parse is used, because what \
                  is broken may be the end of another value.",
    bad: Example::Words(r#"value "image" "repo:tag"#),
    good: Example::Words(r#"value "image" "repo:tag""#),
};
