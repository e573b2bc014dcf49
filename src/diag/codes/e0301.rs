use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0301",
    title: "a reference to nothing",
    explanation: "No block of the wanted kind has this name. References are by name, so a block may stand before or after the \
                  place that mentions it.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="apo"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
}"#,
    ),
};
