use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0423",
    title: "an address with an unknown parameter",
    explanation: "`{name}` in the address of an HTTP server is the parameter of that name in the route's path; API \
                  Gateway refuses one the path does not have.",
    bad: Example::Spec(
        r#"gateway "api" {
    route "GET" "/items/{id}" url="https://legacy.example.com/items/{item}"
}"#,
    ),
    good: Example::Spec(
        r#"gateway "api" {
    route "GET" "/items/{id}" url="https://legacy.example.com/items/{id}"
}"#,
    ),
};
