use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0803",
    title: "a value that is only known after apply",
    explanation: "The value is needed to decide what is made at all, such as a domain name or a physical name, and \
                  refers to something that only exists once the cloud has made it.",
    bad: Example::Words(r#"`alias "${gateway.api.domain}"` in a cdn"#),
    good: Example::Words(r#"`alias "${param.domain}"` in a cdn"#),
};
