use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0724",
    title: "a secret does not fit where it goes",
    explanation: "A web ACL compares with at most 200 bytes (WAF Classic: 50), CloudFront sends headers of at most 1,783 bytes, the \
                  environment of a function holds 4 KB, and a header carries nothing but visible ASCII with blanks inside. AWS \
                  would refuse such a value half-way through an apply, so it is refused before.",
    bad: Example::Words("a secret of 300 characters, or one with a line end, that a `waf` compares a header with"),
    good: Example::Words("`engine config set token --generate`, which draws 40 letters and digits"),
};
