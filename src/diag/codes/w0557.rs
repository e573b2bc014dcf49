use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0557",
    title: "an API whose errors look like success",
    explanation: "An error page with `status=\"200\"` before a gateway tells callers that all is well: those who were \
                  refused, by the API or by a web ACL, too.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
}
cdn "site" {
    origin "api" gateway="api"
    default-behavior origin="api" {
        error-page "403" "/sorry.html" status="200"
    }
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
}
cdn "site" {
    origin "api" gateway="api"
    default-behavior origin="api" {
        error-page "503" "/sorry.html"
    }
}"#,
    ),
};
