use super::openings::STACK;
use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0708",
    title: "not a recipient",
    explanation: "A recipient is a public key that age can encrypt to: `age1…`, or `ssh-ed25519 …` or `ssh-rsa …` (2048 to \
                  4096 bits) as in a `.pub` file. Keys of other types cannot be used.",
    bad: Example::Session { files: &[STACK], typed: &["engine secret recipients add alice@example.com"] },
    good: Example::Session {
        files: &[STACK],
        typed: &["engine secret recipients add $(engine secret keygen --out alice.txt) --name alice"],
    },
};
