use super::openings::STACK;
use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0113",
    title: "a line that is too long",
    explanation: "A line of more than 32 KB is refused before it is parsed: no line of the language needs more, and parsing \
                  could take very long when something in it is wrong. Blocks may be as large as the file.",
    bad: Example::Session {
        files: &[STACK],
        typed: &[r#"printf 'output "padded" "%040000d"\n' 0 >> spec.kdl"#, "engine validate"],
    },
    good: Example::Session {
        files: &[STACK],
        typed: &[r#"printf 'output "padded" "%0400d"\n' 0 >> spec.kdl"#, "engine validate"],
    },
};
