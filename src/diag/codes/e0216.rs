use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0216",
    title: "a reference where plain text is wanted",
    explanation: "Some values must be known without config and without asking the cloud: names of blocks, regions, file names, \
                  paths of routes, names of headers.",
    bad: Example::Spec(
        r#"stack "shop" {
    region "${param.region}"
    env "dev"
}
param "region""#,
    ),
    good: Example::Spec(
        r#"stack "shop" {
    region "us-east-2"
    env "dev"
}"#,
    ),
};
