use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0545",
    title: "a country nobody knows",
    explanation: "Countries are written by ISO 3166-1, which does not always have the letters of everyday: the United \
                  Kingdom is `GB`. CloudFront refuses what is not in it.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    default-behavior origin="static"
    geo-allow "UK" "IE"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    default-behavior origin="static"
    geo-allow "GB" "IE"
}"#,
    ),
};
