use super::openings::BUCKET;
use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0907",
    title: "nobody answers, or does not know who is asking",
    explanation: "Before anything else the cloud is asked whose credentials these are. It did not answer, or did \
                  not accept them.",
    bad: Example::Session {
        files: &[BUCKET],
        typed: &[
            "export AWS_ACCESS_KEY_ID=me AWS_SECRET_ACCESS_KEY=me",
            "AWS_ENDPOINT_URL=http://127.0.0.1:1 engine plan",
        ],
    },
    good: Example::Session { files: &[BUCKET], typed: &["engine plan --local"] },
};
