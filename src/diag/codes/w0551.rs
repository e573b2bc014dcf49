use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0551",
    title: "a runtime that is retired or not known",
    explanation: "AWS retires runtimes with the languages in them: they get no more corrections, and then no function \
                  can be made or changed with them. A name that is none is refused.",
    bad: Example::Spec(
        r#"function "api" {
    zip "dist/api.zip" runtime="nodejs16.x" handler="index.handler"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    zip "dist/api.zip" runtime="nodejs24.x" handler="index.handler"
}"#,
    ),
};
