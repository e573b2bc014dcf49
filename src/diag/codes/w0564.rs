use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0564",
    title: "a bucket that environments would share",
    explanation: "No two buckets in the world have one name. A `name=` that does not depend on the environment can be \
                  used by one environment only: the second finds it taken.",
    bad: Example::Spec(
        r#"bucket "static" name="shop-static" {
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" name="${stack.env}-shop-static" {
}"#,
    ),
};
