use super::{Example, Page};

pub(super) const PAGE: Page = Page {
    code: "W0568",
    title: "a body that Lambda does not take",
    explanation: "API Gateway takes bodies of 10 MB, and Lambda events of 6 MB. Where the media type is one of the gateway's \
                  `binary-types` the body is sent on in base64, which is a third longer: then about 4.5 MB are left. What is larger \
                  is answered with 413 and reaches no function, whatever a test expects.",
    bad: Example::Spec(
        r#"function "api" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "POST" "/items" function="api"
    stage "dev"
}
expect {
    request "POST" "${gateway.api.invoke-url}/items" body-size="8MB" reaches="function.api"
}"#,
    ),
    good: Example::Spec(
        r#"function "api" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "POST" "/items" function="api"
    stage "dev"
}
expect {
    request "POST" "${gateway.api.invoke-url}/items" body-size="8MB" status=413
    request "POST" "${gateway.api.invoke-url}/items" body-size="5MB" reaches="function.api"
}"#,
    ),
};
