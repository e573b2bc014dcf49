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
    code: "E0810",
    title: "an error page that is not there",
    explanation: "The page for files that are not in a bucket is one of its files. Otherwise a missing page would stand for every \
                  missing file.",
    bad: Example::Session {
        files: &[SPEC],
        typed: &["mkdir site", "echo hello > site/index.html", "engine plan --local"],
    },
    good: Example::Session {
        files: &[SPEC],
        typed: &[
            "mkdir site",
            "echo hello > site/index.html",
            "echo 'not here' > site/404.html",
            "engine plan --local",
        ],
    },
};
