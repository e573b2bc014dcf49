use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0458",
    title: "one domain for two things",
    explanation: "A domain has one record, and CloudFront gives a name to one distribution in the world: the second \
                  one that asks is refused.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "shop" {
    alias "www.example.com" zone="example.com"
    origin "static" bucket="static"
    default-behavior origin="static"
}
cdn "blog" {
    alias "www.example.com" zone="example.com"
    origin "static" bucket="static"
    default-behavior origin="static"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
cdn "shop" {
    alias "www.example.com" zone="example.com"
    origin "static" bucket="static"
    default-behavior origin="static"
}
cdn "blog" {
    alias "blog.example.com" zone="example.com"
    origin "static" bucket="static"
    default-behavior origin="static"
}"#,
    ),
};
