use super::openings::BUCKET;
use super::{Example, Page, file};

pub(super) const PAGE: Page = Page {
    code: "E0905",
    title: "not a plan",
    explanation: "The file is not what `engine plan --out` writes: it cannot be read, was edited, or is of \
                  another format.",
    bad: Example::Session {
        files: &[
            BUCKET,
            file(
                "package.json",
                r#"{ "name": "shop" }
"#,
            ),
        ],
        typed: &["engine apply package.json"],
    },
    good: Example::Session {
        files: &[BUCKET],
        typed: &["engine plan --local --out plan.json", "engine apply plan.json --yes"],
    },
};
