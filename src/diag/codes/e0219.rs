use super::openings::STACK;
use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0219",
    title: "too many problems",
    explanation: "After 500 problems the remaining blocks are not looked at. A file with so many is usually not a spec, or one \
                  mistake near its beginning explains most of them.",
    bad: Example::Session {
        files: &[STACK],
        typed: &["yes 'not a spec' | head -n 600 >> spec.kdl", "engine validate"],
    },
    good: Example::Session {
        files: &[STACK],
        typed: &["yes '// not a spec' | head -n 600 >> spec.kdl", "engine validate"],
    },
};
