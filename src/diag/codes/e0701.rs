use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0701",
    title: "a config file cannot be read",
    explanation: "The config of an environment, `spec.<env>.kdl`, must be readable, UTF-8, at most 1 MB and not nested: it is \
                  one `config` block with one value a line.",
    bad: Example::Words("a `spec.dev.kdl` that only another user may read"),
    good: Example::Words("the same file with the rights of the rest of the repository"),
};
