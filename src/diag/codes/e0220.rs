use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0220",
    title: "a finding that cannot be allowed",
    explanation: "`allow \"W0514\" reason=\"…\"` inside of a block, or of the braces of a single line, silences a warning there, with \
                  the reason for whoever reads the spec next. Errors cannot be allowed: nothing would work. Only what is said about \
                  a place in a spec can be.",
    bad: Example::Spec(
        r#"bucket "static" {
    allow "E0301" reason="it worked yesterday"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    default-behavior origin="static"
    tls minimum="TLSv1.1_2016" {
        allow "W0509" reason="meters in the field speak nothing newer until 2027"
    }
    alias "www.example.com" zone="example.com"
}"#,
    ),
};
