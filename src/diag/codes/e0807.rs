use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0807",
    title: "an unknown environment",
    explanation: "Every plan is made for one of the environments the stack names, chosen by `--env`.",
    bad: Example::Words(r#"`--env staging` for a stack with `env "dev" "prod"`"#),
    good: Example::Words("`--env dev`"),
};
