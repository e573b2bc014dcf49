use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0705",
    title: "a config file of another stack or environment",
    explanation: "Every sealed value is bound to its stack and environment, so a copied file opens nowhere else, and changing \
                  its first line does not help. Set the values again instead.",
    bad: Example::Words("a copy of `spec.dev.kdl` named `spec.prod.kdl`"),
    good: Example::Words("`engine config set KEY --secret --env prod` for each secret"),
};
