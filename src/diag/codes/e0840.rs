use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0840",
    title: "rules that need more capacity than there is",
    explanation: "A web ACL has 5,000 capacity units (WCU), a rule group what was set aside for it. Managed groups cost most, then SQL injection and scripts, then transformations.",
    bad: Example::Words(r#"a `rule-group` with `capacity=1` and a rule that compares a header (2 WCU)"#),
    good: Example::Words(r#"the same with `capacity=10`"#),
};
