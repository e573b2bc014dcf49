use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0222",
    title: "a comma behind a word",
    explanation: "In KDL a comma is a letter like any other: `LEVEL=debug, PORT=\"80\"` gives `LEVEL` the value `debug,`. Values are \
                  separated by blanks. Where the comma is meant, put the value between quotes.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    env LEVEL=debug, PORT="80"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
    env LEVEL=debug PORT="80"
}"#,
    ),
};
