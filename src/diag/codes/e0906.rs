use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0906",
    title: "a plan that no longer fits",
    explanation: "A saved plan is performed as it was reviewed or not at all. Since it was made, something it \
                  rests on changed: what is recorded, the account, or a secret.",
    bad: Example::Words("a plan saved before somebody else applied"),
    good: Example::Words("a plan made afterwards"),
};
