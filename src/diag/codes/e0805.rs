use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0805",
    title: "a policy that is not JSON",
    explanation: "The file that `policy` names holds an IAM policy document: a JSON object with `Version` and \
                  `Statement`.",
    bad: Example::Words(r#"`policy (file)"policy.json"`, where the file has a trailing comma"#),
    good: Example::Words("the same file as valid JSON"),
};
