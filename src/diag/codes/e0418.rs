use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0418",
    title: "an error page that hides what others answer",
    explanation: "CloudFront has error pages for whole distributions only: a page for the 403 of one behavior would hide the 403 of \
                  an API, and those of a web ACL in front of it. A page must be said of every behavior alike. One is special: 404 \
                  before a bucket, a file that is not there, is told by functions at the edge and stays within its behavior.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    origin "legacy" host="legacy.example.com"
    default-behavior origin="static"
    behavior "/api/*" origin="legacy" {
        error-page "503" "/sorry.html"
    }
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    origin "legacy" host="legacy.example.com"
    default-behavior origin="static" {
        error-page "503" "/sorry.html"
    }
    behavior "/api/*" origin="legacy" {
        error-page "503" "/sorry.html"
    }
}"#,
    ),
};
