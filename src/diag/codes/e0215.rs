use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0215",
    title: "an annotation that cannot stand here",
    explanation: "Annotations say what a string means: `(secret)\"name\"` is a secret, `(ref)\"function.api.arn\"` an \
                  attribute of a block, `(file)\"policy.json\"` a file. Each may stand only before values that can be that.",
    bad: Example::Spec(
        r#"output "arn" (reference)"bucket.site.arn"
bucket "site" {
}"#,
    ),
    good: Example::Spec(
        r#"output "arn" (ref)"bucket.site.arn"
bucket "site" {
}"#,
    ),
};
