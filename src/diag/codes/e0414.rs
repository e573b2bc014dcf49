use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0414",
    title: "a selection that cannot be",
    explanation: "A policy selects headers, cookies and query parameters by naming those it means, or all of them, or \
                  all but some. `Authorization` is special: CloudFront sends it on as part of the cache key or among all headers.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    default-behavior origin="static" {
        origin-request-policy {
            cookies which="all" "session"
        }
    }
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    default-behavior origin="static" {
        origin-request-policy {
            cookies which="all-except" "session"
        }
    }
}"#,
    ),
};
