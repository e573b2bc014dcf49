use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0452",
    title: "a text that is too long",
    explanation: "Descriptions, comments, tags and headers have room for a number of characters that AWS fixes: 128 \
                  for the comment of a distribution, 256 for the description of a function, 1,783 for the value of a \
                  header that CloudFront adds.",
    bad: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    comment "The shop of the shoemaker, its catalogue and what belongs to it, kept since the year in which the first pair was sold at the market place"
    origin "static" bucket="static"
    default-behavior origin="static"
}"#,
    ),
    good: Example::Spec(
        r#"bucket "static" {
}
cdn "site" {
    comment "The shop of the shoemaker"
    origin "static" bucket="static"
    default-behavior origin="static"
}"#,
    ),
};
