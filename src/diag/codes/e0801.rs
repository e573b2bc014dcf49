use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0801",
    title: "a param without a value",
    explanation: "The config file of the environment has no value for this `param`, and the block gives no `default`. \
                  Validating says nothing about it, because it does not look at one environment; planning needs it.",
    bad: Example::Words(r#"`param "image"` used in a plan of `dev`, with no `image` in `spec.dev.kdl`"#),
    good: Example::Words("the same after `engine config set image VALUE --env dev`"),
};
