use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0806",
    title: "a secret without a value",
    explanation: "The config file of the environment has no sealed value for this `secret`.",
    bad: Example::Words(r#"`secret "token"`, and no `token` in `spec.dev.kdl`"#),
    good: Example::Words("the same after `engine config set token --secret --env dev`"),
};
