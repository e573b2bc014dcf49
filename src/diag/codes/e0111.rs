use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0111",
    title: "a property without a value",
    explanation: "After `key=` comes one value. A block or a list cannot be the value of a property.",
    bad: Example::Spec(
        r#"function "api" {
    zip "api.zip" runtime="python3.13" handler=
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    zip "api.zip" runtime="python3.13" handler="app.handler"
}"#,
    ),
};
