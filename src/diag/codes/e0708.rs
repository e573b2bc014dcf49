use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0708",
    title: "not a recipient",
    explanation: "A recipient is a public key that age can encrypt to: `age1…`, or `ssh-ed25519 …` or `ssh-rsa …` (2048 to \
                  4096 bits) as in a `.pub` file. Keys of other types cannot be used.",
    bad: Example::Words(r#"recipient "alice@example.com""#),
    good: Example::Words(r#"recipient "age1…" name="alice""#),
};
