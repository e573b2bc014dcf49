use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0444",
    title: "keys of a rate limit that do not fit",
    explanation: "Requests are counted together by address, all at once, or by up to five keys. The address alone is no key, some keys need a name, and all at once needs a statement inside.",
    bad: Example::Spec(
        r#"waf "edge" {
    default "allow"
    rule "flood" priority=1 action="block" {
        rate limit=100 {
            key "header"
        }
    }
}
bucket "static" {
}
cdn "site" {
    waf "edge"
    origin "static" bucket="static"
    default-behavior origin="static"
}"#,
    ),
    good: Example::Spec(
        r#"waf "edge" {
    default "allow"
    rule "flood" priority=1 action="block" {
        rate limit=100 {
            key "header" "X-Api-Key"
        }
    }
}
bucket "static" {
}
cdn "site" {
    waf "edge"
    origin "static" bucket="static"
    default-behavior origin="static"
}"#,
    ),
};
