use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0448",
    title: "a filter of logs for a label nobody puts on requests",
    explanation: "A filter with a label of one's own is about requests on which a rule of the same web ACL puts it (`add-label`), or a rule of the rule group that `rule-group=` names. When no rule does, the filter is about nothing. Labels of managed groups are written whole, from `awswaf:` on.",
    bad: Example::Spec(
        r#"waf "edge" {
    default "allow"
    rule "partners" priority=1 action="count" {
        header "X-Partner" equals="yes"
        add-label "partner"
    }
    logging {
        drop {
            label "partners"
        }
    }
    rule "probes" priority=2 action="block" {
        path starts-with="/wp-admin"
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
    rule "partners" priority=1 action="count" {
        header "X-Partner" equals="yes"
        add-label "partner"
    }
    logging {
        drop {
            label "partner"
        }
    }
    rule "probes" priority=2 action="block" {
        path starts-with="/wp-admin"
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
