use super::openings::AGAINST_AWS;
use super::{Example, Page, file};

pub(super) const PAGE: Page = Page {
    code: "E0816",
    title: "something of another account",
    explanation: "What exists already and is named by its ARN must be of the account the stack stands in: AWS puts no web ACL, \
                  certificate, role or log group of another account to use, and functions are looked up in one's own.",
    bad: Example::Session {
        files: &[file(
            "spec.kdl",
            r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
function "theirs" arn="arn:aws:lambda:us-east-2:111122223333:function:theirs:live"
gateway "api" {
    route "GET" "/" function="theirs"
}
"#,
        )],
        typed: AGAINST_AWS,
    },
    good: Example::Session {
        files: &[file(
            "spec.kdl",
            r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
function "theirs" arn="arn:aws:lambda:us-east-2:000000000000:function:theirs:live"
gateway "api" {
    route "GET" "/" function="theirs"
}
"#,
        )],
        typed: AGAINST_AWS,
    },
};
