use super::openings::SECRET;
use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0721",
    title: "the list of readers was edited by hand",
    explanation: "The data key is wrapped for another number of readers than the file lists. A line that was deleted by hand \
                  takes nothing away from its reader, and one that was added gives nothing. `engine secret rekey` makes a new \
                  data key for exactly those listed.",
    bad: Example::Session {
        files: &[SECRET],
        typed: &[
            "engine secret recipients add $(engine secret keygen) --name alice",
            "engine secret recipients add $(engine secret keygen --out bob.txt) --name bob",
            "engine config set token --generate",
            "sed -i /bob/d spec.dev.kdl",
            "engine secret check",
        ],
    },
    good: Example::Session {
        files: &[SECRET],
        typed: &[
            "engine secret recipients add $(engine secret keygen) --name alice",
            "engine secret recipients add $(engine secret keygen --out bob.txt) --name bob",
            "engine config set token --generate",
            "engine secret recipients rm bob",
            "engine secret check",
        ],
    },
};
