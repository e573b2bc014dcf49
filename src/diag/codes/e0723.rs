use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0723",
    title: "no random bytes",
    explanation: "Keys and nonces are drawn from the operating system. It gave none, and a key that can be guessed is worse \
                  than no key, so nothing was written.",
    bad: Example::Words("a container without `getrandom`"),
    good: Example::Words("a machine with a working source of randomness"),
};
