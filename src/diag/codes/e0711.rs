use super::openings::SECRET;
use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0711",
    title: "the data key is missing or damaged",
    explanation: "All secrets of an environment are sealed under one data key, which stands in the file wrapped by age for \
                  every reader. Without it they cannot be opened by anybody: bring the `data-key` line back from version \
                  control.",
    bad: Example::Session {
        files: &[SECRET],
        typed: &["engine config set token --generate", "sed -i /data-key/d spec.dev.kdl", "engine secret check"],
    },
    good: Example::Session { files: &[SECRET], typed: &["engine config set token --generate", "engine secret check"] },
};
