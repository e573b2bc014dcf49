use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0464",
    title: "a function in another region",
    explanation: "A gateway calls functions of its own region. The ARN of a function says where it is: its fourth \
                  part.",
    bad: Example::Spec(
        r#"function "orders" arn="arn:aws:lambda:eu-west-1:111122223333:function:orders:live" {
}
gateway "api" {
    route "GET" "/orders" function="orders"
}"#,
    ),
    good: Example::Spec(
        r#"function "orders" arn="arn:aws:lambda:us-east-2:111122223333:function:orders:live" {
}
gateway "api" {
    route "GET" "/orders" function="orders"
}"#,
    ),
};
