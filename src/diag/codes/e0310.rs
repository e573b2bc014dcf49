use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0310",
    title: "a classic web ACL on a cdn",
    explanation: "Of WAF Classic only the regional kind is supported, for gateways that still have one.",
    bad: Example::Words(r#"a `waf` block with `version="classic"` that a `cdn` uses"#),
    good: Example::Words("the same block without `version`"),
};
