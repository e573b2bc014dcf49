use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0811",
    title: "too many files to tell which are not there",
    explanation: "The page for files that are not in a bucket is shown by a function at the edge that knows all names. CloudFront takes \
                  functions of 10 KB at most.",
    bad: Example::Words("`error-page` before a bucket with thousands of files"),
    good: Example::Words("the page before a bucket with fewer files, or none"),
};
