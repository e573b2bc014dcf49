use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0907",
    title: "nobody answers, or does not know who is asking",
    explanation: "Before anything else the cloud is asked whose credentials these are. It did not answer, or did \
                  not accept them.",
    bad: Example::Words("`engine plan` without credentials"),
    good: Example::Words("`engine plan --local`, or the same with AWS_PROFILE set"),
};
