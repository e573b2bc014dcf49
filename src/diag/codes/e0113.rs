use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0113",
    title: "too many raw strings in one block",
    explanation: "A block with very many raw strings (`#\"…\"#`) could take minutes to parse when one of them is wrong, so it \
                  is refused.",
    bad: Example::Words("a block of some hundred kilobytes made of raw strings"),
    good: Example::Words("the same texts as plain strings, or in several blocks"),
};
