use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0416",
    title: "response headers that CloudFront refuses",
    explanation: "A response headers policy has at least one header. Some headers have settings of their own and may not stand \
                  among the others, and pages of other sites may use credentials only where everything allowed is named. \
                  What belongs to the connection or to CloudFront itself cannot be removed.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    default-behavior origin="static" {
        response-headers-policy {
            header "X-Frame-Options" "DENY"
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
        response-headers-policy {
            frame-options "DENY"
        }
    }
}"#,
    ),
};
