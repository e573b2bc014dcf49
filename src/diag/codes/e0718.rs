use super::openings::STACK;
use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0718",
    title: "a secret would be written in clear",
    explanation: "The key holds a sealed value, and the command would put a plain one in its place. Say which is meant.",
    bad: Example::Session {
        files: &[STACK],
        typed: &["engine config set token --generate", "engine config set token abc"],
    },
    good: Example::Session {
        files: &[STACK],
        typed: &["engine config set token --generate", "printf abcdefghijklmnop | engine config set token --secret"],
    },
};
