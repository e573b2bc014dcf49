use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0456",
    title: "an image in another region",
    explanation: "Lambda pulls the image of a function from ECR in the function's own region, and from nowhere else.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.eu-west-1.amazonaws.com/api:1"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}"#,
    ),
};
