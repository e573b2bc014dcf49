use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0905",
    title: "not a plan",
    explanation: "The file is not what `engine plan --out` writes: it cannot be read, was edited, or is of \
                  another format.",
    bad: Example::Words("`engine apply package.json`"),
    good: Example::Words("`engine plan --out plan.json`, then `engine apply plan.json`"),
};
