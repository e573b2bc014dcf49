use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0703",
    title: "something a config file does not have",
    explanation: "A config file is one block, `config format=1 stack=\"…\" env=\"…\"`, with the lines `recipient`, `data-key`, \
                  `former-key`, `value` and `secret`. Each takes what it needs in quotes, one value a line, so that a diff \
                  shows which value changed.",
    bad: Example::Words(r#"valeu "image" "repo:tag""#),
    good: Example::Words(r#"value "image" "repo:tag""#),
};
