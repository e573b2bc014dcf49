use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0221",
    title: "an `allow` that silences nothing",
    explanation: "What it was written for has been put right, or it stands at another place than the finding: it silences only what \
                  is found inside of the block or line it stands in. Left there it would hide what somebody writes one day.",
    bad: Example::Spec(
        r#"bucket "static" {
    allow "W0509" reason="meters in the field speak nothing newer until 2027"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}"#,
    ),
};
