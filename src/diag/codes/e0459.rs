use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0459",
    title: "two blocks with one physical name",
    explanation: "Two blocks of a kind that are given the same `name=` would be one thing in AWS, which each of them \
                  changes to what it wants.",
    bad: Example::Spec(
        r#"function "orders" name="${stack.env}-worker" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/orders:1"
}
function "bills" name="${stack.env}-worker" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/bills:1"
}"#,
    ),
    good: Example::Spec(
        r#"function "orders" name="${stack.env}-worker" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/orders:1"
}
function "bills" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/bills:1"
}"#,
    ),
};
