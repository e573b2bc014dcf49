use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0558",
    title: "an error that outlives its cause",
    explanation: "What CloudFront keeps of an error is what viewers get, also when the origin answers again. Some \
                  seconds take the load off an origin in trouble; minutes make the trouble longer.",
    bad: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
}
cdn "site" {
    origin "api" gateway="api"
    default-behavior origin="api" {
        error-page "503" "/sorry.html" keep="3600s"
    }
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "1.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/items" function="api"
}
cdn "site" {
    origin "api" gateway="api"
    default-behavior origin="api" {
        error-page "503" "/sorry.html" keep="10s"
    }
}"#,
    ),
};
