use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0903",
    title: "a record that cannot be used",
    explanation: "The state of a stack in an environment cannot be read, was damaged, belongs to another stack, \
                  or was written by a newer engine. Nothing is done then: acting on a wrong record would make \
                  things twice or leave them behind. States saved before are kept.",
    bad: Example::Words("a `state.json` cut off in the middle"),
    good: Example::Words("the same after `engine state restore`"),
};
