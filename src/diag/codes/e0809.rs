use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0809",
    title: "a hosted zone that is not there",
    explanation: "An alias names a hosted zone that should exist in Route 53 already, as registering a domain makes one. There is \
                  none of that name in this account, or there are several, and nobody can say which one is meant.",
    bad: Example::Words(r#"`alias "app.example.com" zone="example.com"` in an account without that zone"#),
    good: Example::Words(r#"the same with a block `zone "example.com"`: engine makes the zone"#),
};
