use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0219",
    title: "too many problems",
    explanation: "After 500 problems the remaining blocks are not looked at. A file with so many is usually not a spec, or one \
                  mistake near its beginning explains most of them.",
    bad: Example::Words("a spec with hundreds of unknown blocks"),
    good: Example::Words("a spec whose blocks are known"),
};
