use super::openings::SECRET;
use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0719",
    title: "the readers do not allow it",
    explanation: "The reader is listed already, is not listed, cannot be told from another by name, or is the last one while \
                  secrets are set: without any reader nobody could open them again.",
    bad: Example::Session {
        files: &[SECRET],
        typed: &[
            "engine secret recipients add $(engine secret keygen) --name alice",
            "engine config set token --generate",
            "engine secret recipients rm alice",
        ],
    },
    good: Example::Session {
        files: &[SECRET],
        typed: &[
            "engine secret recipients add $(engine secret keygen) --name alice",
            "engine config set token --generate",
            "engine secret recipients add $(engine secret keygen --out bob.txt) --name bob",
            "engine secret recipients rm alice",
        ],
    },
};
