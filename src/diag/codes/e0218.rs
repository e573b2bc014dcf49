use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0218",
    title: "there is no stack",
    explanation: "A spec has one `stack` block: its name, region and environments are part of everything that is made.",
    bad: Example::Spec(r#"param "image""#),
    good: Example::Spec(
        r#"stack "shop" {
    region "us-east-2"
    env "dev" "prod"
}
param "image""#,
    ),
};
