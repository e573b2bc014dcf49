use super::openings::BUCKET;
use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0902",
    title: "somebody else holds the lock",
    explanation: "Only one run at a time may change what is recorded of a stack in an environment. The message \
                  says who holds the lock, where it is an engine; the operating system lets go of it when that process ends, however it \
                  ends.",
    bad: Example::Session {
        files: &[BUCKET],
        typed: &[
            "mkdir -p .engine/local/shop/dev",
            "flock .engine/local/shop/dev/lock sleep 30 & # as another run would",
            "sleep 1",
            "engine apply --local --yes",
        ],
    },
    good: Example::Session {
        files: &[BUCKET],
        typed: &[
            "mkdir -p .engine/local/shop/dev",
            "flock .engine/local/shop/dev/lock sleep 2 & # as another run would",
            "sleep 1",
            "engine apply --local --yes --lock-timeout 600",
        ],
    },
};
