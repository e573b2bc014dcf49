use super::openings::STACK;
use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0709",
    title: "a private key among the recipients",
    explanation: "Whoever sees a private key can open every secret of its reader, and a file in a repository is seen by many, \
                  for ever. Give the key up: make a new one with `engine secret keygen`, add it, remove the old reader with \
                  `engine secret recipients rm`, and change the secrets where they are used. The key is never shown in the \
                  message.",
    bad: Example::Session {
        files: &[STACK],
        typed: &["engine secret keygen --out key.txt", "engine secret recipients add $(tail -n 1 key.txt)"],
    },
    good: Example::Session {
        files: &[STACK],
        typed: &["engine secret recipients add $(engine secret keygen --out key.txt)"],
    },
};
