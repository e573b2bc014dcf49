use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0710",
    title: "a plugin is needed and plugins are off",
    explanation: "Some recipients and identities are handled by a program, `age-plugin-NAME`, found on the PATH. A file in a \
                  repository cannot make it run: you allow it with ENGINE_AGE_PLUGINS=1.",
    bad: Example::Words(r#"recipient "age1yubikey1…" while ENGINE_AGE_PLUGINS is not set"#),
    good: Example::Words("the same with ENGINE_AGE_PLUGINS=1"),
};
