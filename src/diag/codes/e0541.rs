use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0541",
    title: "something WAF Classic does not know",
    explanation: "Classic has texts, regular expressions, lengths, SQL injection, scripts, addresses and countries, one transformation each, and rate limits by address over five minutes. What WAFv2 has beyond that needs WAFv2.",
    bad: Example::Words(r#"`label "x"` in a rule of a `waf "gate" version="classic"`"#),
    good: Example::Words(r#"the same without `version="classic"`"#),
};
