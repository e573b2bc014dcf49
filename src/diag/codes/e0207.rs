use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0207",
    title: "not one of the words it takes",
    explanation: "Some values are one of a few words, spelt as AWS spells them where AWS has a word.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    endpoint "Regional"
    route "GET" "/items" function="api"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    endpoint "regional"
    route "GET" "/items" function="api"
}"#,
    ),
};
