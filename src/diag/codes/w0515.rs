use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0515",
    title: "an unknown region",
    explanation: "The region of the stack is none that engine knows of. Calls go to hosts named after the region, so with a \
                  misspelt one nobody answers. AWS opens new regions, which is why this is only a warning.",
    bad: Example::Spec(
        r#"stack "shop" {
    region "us-esat-2"
    env "dev"
}"#,
    ),
    good: Example::Spec(
        r#"stack "shop" {
    region "us-east-2"
    env "dev"
}"#,
    ),
};
