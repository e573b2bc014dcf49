use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0802",
    title: "a file beside the spec cannot be read",
    explanation: "A zip file, a policy or a folder of files that a block names is not there, or may not be read. Paths \
                  are relative to the folder of the spec.",
    bad: Example::Words(r#"`files "site"` in a bucket, and no folder `site` beside the spec"#),
    good: Example::Words("the same with the folder"),
};
