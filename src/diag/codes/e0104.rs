use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0104",
    title: "nested too deep",
    explanation: "Blocks, comments or `/-` stand inside each other more than 64 levels deep. No block of the language needs \
                  more than four.",
    bad: Example::Spec(
        "/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/* x */*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/",
    ),
    good: Example::Spec("// one level is enough"),
};
