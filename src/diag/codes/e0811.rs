use super::{Example, File, Page, file};

const SPEC: File = file(
    "spec.kdl",
    r#"stack "shop" {
    region "us-east-2"
    env "dev"
}
bucket "static" {
    files "site"
}
cdn "site" {
    origin "static" bucket="static"
    default-behavior origin="static" {
        error-page "404" "/404.html"
    }
}
"#,
);

pub(super) const PAGE: Page = Page {
    code: "E0811",
    title: "too many files to tell which are not there",
    explanation: "The page for files that are not in a bucket is shown by a function at the edge that knows all names. CloudFront takes \
                  functions of 10 KB at most.",
    bad: Example::Session {
        files: &[SPEC],
        typed: &[
            "mkdir site",
            "touch site/404.html $(seq -f site/a-page-with-a-long-name-%04.0f.html 1200)",
            "engine plan --local",
        ],
    },
    good: Example::Session {
        files: &[SPEC],
        typed: &["mkdir site", "touch site/404.html $(seq -f site/%04.0f.html 12)", "engine plan --local"],
    },
};
