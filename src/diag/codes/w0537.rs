use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0537",
    title: "a verb that the cdn does not let through",
    explanation: "A behavior lets through reading only, reading and OPTIONS, or all verbs; to the others CloudFront \
                  answers 403 by itself. A route behind it is not reached by the verb it serves.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "POST" "/items" function="api"
}
cdn "site" {
    origin "api" gateway="api"
    default-behavior origin="api" methods="read"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "POST" "/items" function="api"
}
cdn "site" {
    origin "api" gateway="api"
    default-behavior origin="api"
}"#,
    ),
};
