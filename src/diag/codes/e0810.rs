use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0810",
    title: "an error page that is not there",
    explanation: "The page for files that are not in a bucket is one of its files. Otherwise a missing page would stand for every \
                  missing file.",
    bad: Example::Words("`error-page` with `/404.html`, and no `404.html` in the folder of the bucket"),
    good: Example::Words("the same with the file"),
};
