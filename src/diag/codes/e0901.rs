use super::openings::BUCKET;
use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0901",
    title: "an operation that failed",
    explanation: "The cloud refused one call of an apply, or it could not be made. What was done before is \
                  recorded, what depends on the failed operation was not started: running the same command again \
                  continues.",
    bad: Example::Session {
        files: &[BUCKET],
        typed: &["ENGINE_LOCAL_FAULTS=denied=s3:write engine apply --local --yes"],
    },
    good: Example::Session {
        files: &[BUCKET],
        typed: &["ENGINE_LOCAL_FAULTS=denied=s3:write engine apply --local --yes", "engine apply --local --yes"],
    },
};
