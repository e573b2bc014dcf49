use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0722",
    title: "a secret is too short",
    explanation: "The spec says how many characters a secret must have at least (`min-length`), because a short one can be \
                  guessed by trying.",
    bad: Example::Words(r#"secret "token" min-length=32 in the spec, and a value of 8 characters"#),
    good: Example::Words("`engine config set token --generate`"),
};
