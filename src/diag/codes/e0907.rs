use super::{Example, File, Page, file};

const SPEC: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
bucket "assets" {
}
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0907",
    title: "nobody answers, or does not know who is asking",
    explanation: "Before anything else the cloud is asked whose credentials these are. It did not answer, or did \
                  not accept them.",
    bad: Example::Session {
        files: &[SPEC],
        typed: &[
            "export AWS_ACCESS_KEY_ID=me AWS_SECRET_ACCESS_KEY=me",
            "AWS_ENDPOINT_URL=http://127.0.0.1:1 engine plan",
        ],
    },
    good: Example::Session { files: &[SPEC], typed: &["engine plan --local"] },
};
