use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0555",
    title: "a cdn that is less patient than its origin",
    explanation: "CloudFront answers 504 when an origin takes longer than `read-timeout`; the function behind goes on \
                  all the same, and a repeated request makes it work twice.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    timeout "20s"
}
gateway "api" {
    route "GET" "/items" function="api"
}
cdn "site" {
    origin "api" gateway="api" read-timeout="5s"
    default-behavior origin="api"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    timeout "20s"
}
gateway "api" {
    route "GET" "/items" function="api"
}
cdn "site" {
    origin "api" gateway="api" read-timeout="25s"
    default-behavior origin="api"
}"#,
    ),
};
