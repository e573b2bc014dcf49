use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0816",
    title: "something of another account",
    explanation: "What exists already and is named by its ARN must be of the account the stack stands in: AWS puts no web ACL, \
                  certificate, role or log group of another account to use, and functions are looked up in one's own.",
    bad: Example::Words("a role of account 111122223333, with credentials of account 444455556666"),
    good: Example::Words("one of the same account; where it differs by environment, a parameter"),
};
