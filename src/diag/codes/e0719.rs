use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0719",
    title: "the readers do not allow it",
    explanation: "The reader is listed already, is not listed, cannot be told from another by name, or is the last one while \
                  secrets are set: without any reader nobody could open them again.",
    bad: Example::Words("`engine secret recipients rm alice` when alice is the only reader"),
    good: Example::Words("`engine secret recipients add age1…` first"),
};
