use super::{Example, Page, file};

/// Only who is asking is asked of the AWS that another engine plays.
const TYPED: &[&str] = &[
    "mkdir aws",
    "engine -C aws dev --aws-only --aws-port 0 --format json > aws/said.json & # plays AWS",
    "until grep -q http aws/said.json; do sleep 0.1; done",
    r#"export AWS_ENDPOINT_URL_STS=$(grep -o 'http:[^"]*' aws/said.json | head -n 1)"#,
    "export AWS_ACCESS_KEY_ID=me AWS_SECRET_ACCESS_KEY=me",
    "engine plan",
];

pub(super) const PAGE: Page = Page {
    code: "E0808",
    title: "a new WAF Classic web ACL",
    explanation: "AWS refuses to make WAF Classic web ACLs since 2025-05-01, in every account. One that exists already \
                  can be kept; a new one is a WAF (v2) web ACL.",
    bad: Example::Session {
        files: &[file(
            "spec.kdl",
            r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
function "api" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/" function="api"
    waf "gate"
}
waf "gate" version="classic" {
    default "allow"
    rule "bots" priority=1 action="block" {
        header "User-Agent" contains="bot"
    }
    allow "W0505" reason="it stands since 2021"
}
"#,
        )],
        typed: TYPED,
    },
    good: Example::Session {
        files: &[file(
            "spec.kdl",
            r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
function "api" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/" function="api"
    waf "gate"
}
waf "gate" {
    default "allow"
    rule "bots" priority=1 action="block" {
        header "User-Agent" contains="bot"
    }
}
"#,
        )],
        typed: TYPED,
    },
};
