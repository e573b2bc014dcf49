use super::{Example, File, Page, file};

const SPEC: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
function "api" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    policy (file)"policy.json"
    route "GET" "/" function="api"
}
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0805",
    title: "a policy that is not JSON",
    explanation: "The file that `policy` names holds an IAM policy document: a JSON object with `Version` and \
                  `Statement`.",
    bad: Example::Session {
        files: &[
            SPEC,
            file(
                "policy.json",
                r#"{
    "Version": "2012-10-17",
    "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "*" },
    ]
}
"#,
            ),
        ],
        typed: &["engine plan --local"],
    },
    good: Example::Session {
        files: &[
            SPEC,
            file(
                "policy.json",
                r#"{
    "Version": "2012-10-17",
    "Statement": [
        { "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "*" }
    ]
}
"#,
            ),
        ],
        typed: &["engine plan --local"],
    },
};
