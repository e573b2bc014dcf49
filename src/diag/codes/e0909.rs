use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0909",
    title: "a resource that cannot be read",
    explanation: "The cloud did not say how a recorded resource is, or what became of one that an interrupted run \
                  was making, so nothing can be decided about it.",
    bad: Example::Words("`engine plan` with credentials that may not call `lambda:GetFunction`"),
    good: Example::Words("the same once they may"),
};
