use super::openings::BUCKET;
use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0904",
    title: "another account or region than before",
    explanation: "The stack stands in one account and region, and these credentials or this spec are of another. \
                  Everything recorded would look removed there, and would be made a second time.",
    bad: Example::Session {
        files: &[BUCKET],
        typed: &["engine apply --local --yes", "sed -i 's/us-east-2/eu-west-1/' spec.kdl", "engine plan --local"],
    },
    good: Example::Session {
        files: &[BUCKET],
        typed: &[
            "engine apply --local --yes",
            "engine destroy --local --yes",
            "sed -i 's/us-east-2/eu-west-1/' spec.kdl",
            "engine plan --local",
        ],
    },
};
