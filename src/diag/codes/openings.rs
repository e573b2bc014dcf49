//! What several examples begin with.

use super::{File, file};

/// A stack with nothing in it.
pub(super) const STACK: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
"#,
);

/// A stack with a bucket.
pub(super) const BUCKET: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
bucket "assets" {
}
"#,
);

/// A stack with a secret.
pub(super) const SECRET: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
secret "token"
"#,
);

/// A stack with a value of its environment.
pub(super) const PARAM: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
param "image"
"#,
);

/// Plans against an AWS that another engine plays: what is not in it is not there.
pub(super) const AGAINST_AWS: &[&str] = &[
    "mkdir aws",
    "engine -C aws dev --aws-only --aws-port 0 --format json > aws/said.json & # plays AWS",
    "until grep -q http aws/said.json; do sleep 0.1; done",
    r#"export AWS_ENDPOINT_URL=$(grep -o 'http:[^"]*' aws/said.json | head -n 1)"#,
    "export AWS_ACCESS_KEY_ID=me AWS_SECRET_ACCESS_KEY=me",
    "engine plan",
];
