use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0567",
    title: "a parameter in the notation of other routers",
    explanation: "Many routers write a parameter as `:id`. API Gateway writes `{id}`, and takes a `:` for a letter like any other, \
                  so that the route answers to nothing but the text `:id`.",
    bad: Example::Spec(
        r#"function "api" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items/:id" function="api"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items/{id}" function="api"
}"#,
    ),
};
