use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0813",
    title: "a protected block that a plan would remove",
    explanation: "No plan removes what a block with `protect` made, or makes it anew. This is remembered: a block that \
                  was taken out of the spec stays protected. What comes and goes by its nature (deployments, versions, \
                  permissions, files that lie beside the spec) may still do so.",
    bad: Example::Words("a bucket with `protect` whose `name=` changes, or `engine destroy` with one in the spec"),
    good: Example::Words("the block applied without `protect` first, when it may go"),
};
