use super::openings::BUCKET;
use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0906",
    title: "a plan that no longer fits",
    explanation: "A saved plan is performed as it was reviewed or not at all. Since it was made, something it \
                  rests on changed: what is recorded, the account, or a secret.",
    bad: Example::Session {
        files: &[BUCKET],
        typed: &["engine plan --local --out plan.json", "engine apply --local --yes", "engine apply plan.json --yes"],
    },
    good: Example::Session {
        files: &[BUCKET],
        typed: &["engine apply --local --yes", "engine plan --local --out plan.json", "engine apply plan.json --yes"],
    },
};
