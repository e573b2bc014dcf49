use super::openings::AGAINST_AWS;
use super::{Example, Page, file};

pub(super) const PAGE: Page = Page {
    code: "E0809",
    title: "a hosted zone that is not there",
    explanation: "An alias names a hosted zone that should exist in Route 53 already, as registering a domain makes one. There is \
                  none of that name in this account, or there are several, and nobody can say which one is meant.",
    bad: Example::Session {
        files: &[file(
            "spec.kdl",
            r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
bucket "static" {
}
cdn "site" {
    alias "www.example.com" zone="example.com"
    origin "static" bucket="static"
    default-behavior origin="static"
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
zone "example.com" {
}
bucket "static" {
}
cdn "site" {
    alias "www.example.com" zone="example.com"
    origin "static" bucket="static"
    default-behavior origin="static"
}
"#,
        )],
        typed: AGAINST_AWS,
    },
};
