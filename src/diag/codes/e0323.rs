use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0323",
    title: "includes are nested too deep",
    explanation: "Files include files more than 32 levels deep.",
    bad: Example::Words("33 files, each including the next"),
    good: Example::Words("one spec that includes all of them"),
};
