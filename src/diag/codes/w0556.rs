use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0556",
    title: "a host that is a block of this spec",
    explanation: "`host=` is for web servers elsewhere. Written as `gateway=` or `bucket=`, host, path, signature and \
                  order follow by themselves: a gateway has its stage for a path, and a bucket answers nobody but the \
                  cdn that signs.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" host="${bucket.static.domain}"
    default-behavior origin="static"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    origin "static" bucket="static"
    default-behavior origin="static"
}"#,
    ),
};
