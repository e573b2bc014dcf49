use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0711",
    title: "the data key is missing or damaged",
    explanation: "All secrets of an environment are sealed under one data key, which stands in the file wrapped by age for \
                  every reader. Without it they cannot be opened by anybody: bring the `data-key` line back from version \
                  control.",
    bad: Example::Words(r#"secret "token" (sealed)"v1:…" in a file without `data-key`"#),
    good: Example::Words(
        r#"data-key (age)"…"
secret "token" (sealed)"v1:…""#,
    ),
};
