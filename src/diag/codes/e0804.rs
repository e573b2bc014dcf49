use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0804",
    title: "an attribute no resource offers",
    explanation: "The block is described, but nothing that is made for it has this value. This can only happen to \
                  attributes that depend on how a block is written.",
    bad: Example::Words("a reference to an attribute of something the block does not make"),
    good: Example::Words("a reference to an attribute of something it makes"),
};
