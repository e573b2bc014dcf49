use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "E0517",
    title: "access logs that cannot be delivered",
    explanation: "CloudFront writes its standard logs to buckets in the regions every account has, not in those an account must opt \
                  in to. AWS refuses the distribution.",
    bad: Example::Spec(
        r#"stack "shop" {
    region "eu-south-1"
    env "dev"
}
bucket "logs" {
}
cdn "site" {
    origin "legacy" host="legacy.example.com"
    default-behavior origin="legacy"
    logs bucket="logs"
}"#,
    ),
    good: Example::Spec(
        r#"stack "shop" {
    region "eu-central-1"
    env "dev"
}
bucket "logs" {
}
cdn "site" {
    origin "legacy" host="legacy.example.com"
    default-behavior origin="legacy"
    logs bucket="logs"
}"#,
    ),
};
