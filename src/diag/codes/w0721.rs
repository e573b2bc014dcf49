use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0721",
    title: "the list of readers was edited by hand",
    explanation: "The data key is wrapped for another number of readers than the file lists. A line that was deleted by hand \
                  takes nothing away from its reader, and one that was added gives nothing. `engine secret rekey` makes a new \
                  data key for exactly those listed.",
    bad: Example::Words("a deleted `recipient` line"),
    good: Example::Words("`engine secret recipients rm alice`"),
};
