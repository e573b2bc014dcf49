use super::{Example, File, Page, file};

const SPEC: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
secret "token"
function "api" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/" function="api"
    waf "partners"
}
waf "partners" {
    default "block"
    rule "token" priority=1 action="allow" {
        header "X-Token" equals=(secret)"token"
    }
}
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0724",
    title: "a secret does not fit where it goes",
    explanation: "A web ACL compares with at most 200 bytes (WAF Classic: 50), CloudFront sends headers of at most 1,783 bytes, the \
                  environment of a function holds 4 KB, and a header carries nothing but visible ASCII with blanks inside. AWS \
                  would refuse such a value half-way through an apply, so it is refused before.",
    bad: Example::Session { files: &[SPEC], typed: &["printf '%0300d' 0 | engine config set token --secret"] },
    good: Example::Session { files: &[SPEC], typed: &["engine config set token --generate"] },
};
