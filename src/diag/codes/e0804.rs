use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0804",
    title: "an attribute no resource offers",
    explanation: "The block is described, but nothing that is made for it has this value. This can only happen to \
                  attributes that depend on how a block is written.",
    bad: Example::Spec(
        r#"function "theirs" arn="arn:aws:lambda:us-east-2:111122223333:function:theirs:live" {
}
output "role" "${function.theirs.role-arn}""#,
    ),
    good: Example::Spec(
        r#"function "theirs" arn="arn:aws:lambda:us-east-2:111122223333:function:theirs:live" {
}
output "function" "${function.theirs.arn}""#,
    ),
};
