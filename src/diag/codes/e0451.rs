use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0451",
    title: "a physical name that AWS refuses",
    explanation: "Things in AWS are called `<env>-<stack>-<name>` unless a `name=` is given. Services differ in what \
                  they take: 64 characters for functions, which their role shares, 63 in lower case for buckets, 128 \
                  for web ACLs.",
    bad: Example::Spec(
        r#"bucket "static" name="Static_${stack.env}" {
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" name="static-${stack.env}" {
}"#,
    ),
};
