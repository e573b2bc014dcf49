use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0715",
    title: "a key is not set",
    explanation: "The key that was asked for has no value in the config file of this environment. Environments do not share \
                  values.",
    bad: Example::Words("`engine config get imaeg`"),
    good: Example::Words("`engine config get image`"),
};
