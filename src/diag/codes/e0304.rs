use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0304",
    title: "an unknown attribute",
    explanation: "Each kind of block offers a fixed set of attributes.",
    bad: Example::Spec(
        r#"output "site" "${bucket.site.url}"
bucket "site" {
}"#,
    ),
    good: Example::Spec(
        r#"output "site" "${bucket.site.domain}"
bucket "site" {
}"#,
    ),
};
