use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0501",
    title: "a function may outlast its gateway",
    explanation: "The gateway stops waiting after the route's timeout (29 s at most) and answers 504, while the function runs \
                  on and is paid for.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    timeout "60s"
}
gateway "api" {
    route "GET" "/items" function="api"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    timeout "25s"
}
gateway "api" {
    route "GET" "/items" function="api"
}"#,
    ),
};
