use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0904",
    title: "another account or region than before",
    explanation: "The stack stands in one account and region, and these credentials or this spec are of another. \
                  Everything recorded would look removed there, and would be made a second time.",
    bad: Example::Words("an apply with the credentials of the staging account onto the environment `prod`"),
    good: Example::Words("an environment of its own for each account and region"),
};
