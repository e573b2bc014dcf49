use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0552",
    title: "a handler that its runtime does not find",
    explanation: "What the runtime calls is written as the runtime reads it: module and function for Python and \
                  Node.js, without the ending of the file; assembly, type and method for .NET.",
    bad: Example::Spec(
        r#"function "api" {
    zip "dist/api.zip" runtime="python3.13" handler="app.py"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    zip "dist/api.zip" runtime="python3.13" handler="app.handler"
}"#,
    ),
};
