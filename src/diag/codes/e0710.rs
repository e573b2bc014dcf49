use super::openings::STACK;
use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0710",
    title: "a plugin is needed and plugins are off",
    explanation: "Some recipients and identities are handled by a program, `age-plugin-NAME`, found on the PATH. A file in a \
                  repository cannot make it run: you allow it with ENGINE_AGE_PLUGINS=1.",
    bad: Example::Session {
        files: &[STACK],
        typed: &[
            "engine secret recipients add age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t",
        ],
    },
    good: Example::Session {
        files: &[STACK],
        typed: &[
            "ENGINE_AGE_PLUGINS=1 engine secret recipients add age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t",
        ],
    },
};
