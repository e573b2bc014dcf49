use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0303",
    title: "not a reference",
    explanation: "A reference is `${param.NAME}`, `${stack.env}`, `${secret.NAME}` where secrets may stand, or \
                  `${kind.name.attribute}`. `$${` is the text `${`. An address of a whole block is `kind.name`.",
    bad: Example::Spec(
        r#"output "site" "${bucket.site}"
bucket "site" {
}"#,
    ),
    good: Example::Spec(
        r#"output "site" "${bucket.site.domain}"
bucket "site" {
}"#,
    ),
};
