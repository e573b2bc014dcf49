use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0901",
    title: "an operation that failed",
    explanation: "The cloud refused one call of an apply, or it could not be made. What was done before is \
                  recorded, what depends on the failed operation was not started: running the same command again \
                  continues.",
    bad: Example::Words("an apply with credentials that may not call `lambda:CreateFunction`"),
    good: Example::Words("the same apply once they may"),
};
