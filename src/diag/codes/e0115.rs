use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0115",
    title: "quotation marks of another kind",
    explanation: "Text stands between `\"` and `\"`. Single quotes, and those that word processors put in their place, are letters \
                  like all others in KDL: they would become part of the text.",
    bad: Example::Spec("bucket 'static'"),
    good: Example::Spec("bucket \"static\""),
};
