use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0320",
    title: "an include leads out of the folder",
    explanation: "A spec reads only files of its own folder and of folders inside of it, also through symbolic links, so that \
                  a checked-out spec cannot read what it should not.",
    bad: Example::Spec(r#"include "../other.kdl""#),
    good: Example::Spec(r#"include "parts.kdl""#),
};
