use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0544",
    title: "a header that pages may not send",
    explanation: "A page of another site sends the headers that the answer to its question by OPTIONS names, and no \
                  others. A header that the route wants from its callers must be among them.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api" auth="iam"
    cors "https://shop.example.com" {
        headers "Content-Type"
    }
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api" auth="iam"
    cors "https://shop.example.com" {
        headers "Authorization" "Content-Type"
    }
}"#,
    ),
};
