use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0714",
    title: "a secret in clear",
    explanation: "A `secret` line holds something that is not sealed. If it is the real value, it is in the history of the \
                  file now: set it with `engine config set KEY --secret` and change it where it is used. The value is never \
                  shown in the message.",
    bad: Example::Words(r#"secret "token" "hunter2""#),
    good: Example::Words(r#"secret "token" (sealed)"v1:…""#),
};
