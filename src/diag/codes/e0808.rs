use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0808",
    title: "a new WAF Classic web ACL",
    explanation: "AWS refuses to make WAF Classic web ACLs since 2025-05-01, in every account. One that exists already \
                  can be kept; a new one is a WAF (v2) web ACL.",
    bad: Example::Words(r#"a plan that would make a web ACL with `version="classic"`"#),
    good: Example::Words("the same without `version`: the rules are the same"),
};
