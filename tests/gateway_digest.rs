//! Whatever of a gateway is served is served by one new deployment as soon as it changes, and nothing else is deployed anew.

use std::collections::BTreeSet;

use crate::support::{Perimeter, Wishes};
use engine::plan::{ChangeKind, Plan};

/// A gateway with everything in it that the language has.
const SPEC: &str = r#"
stack "shop" {
    region "us-east-2"
    env "dev"
}
secret "partner-key" min-length=32
function "items" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/items:1"
}
function "door" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/door:1"
}
zone "shop.example"
gateway "api" {
    description "the shop"
    domain "api.shop.example" zone="shop.example"
    tags team="shop"
    endpoint "regional"
    binary-types "image/png"
    policy "policy.json"
    authorizer "tokens" function="door" validation="Bearer .+" ttl="60s" {
        header "X-Token"
    }
    authorizer "callers" function="door" type="request"
    route "GET" "/items" function="items" timeout="5s" auth="tokens"
    route "POST" "/items" function="items" key=#true auth="iam" {
        throttle rate=1 burst=2
    }
    route "PUT" "/items" function="items" auth="callers"
    route "ANY" "/old/{proxy+}" url="https://old.example.com/{proxy}"
    route "GET" "/health" mock=200 {
        header "Cache-Control" "no-store"
        body "text/plain" "well"
        cors "https://a.example" "https://b.example" credentials=#true
    }
    cors "https://shop.example.com" max-age="10m" {
        headers "X-Token"
    }
    response "THROTTLED" status=503 {
        header "Retry-After" "1"
        body "text/plain" "later"
    }
    throttle rate=10 burst=20
    variables COLOR="blue"
    access-log {
        retention "7d"
    }
    usage-plan "basic" {
        throttle rate=10 burst=20
        quota 1000 per="day"
        key "partner" (secret)"partner-key"
    }
}
"#;

/// What callers notice: each is one new deployment.
const SERVED: &[(&str, &str)] = &[
    (
        "    domain \"api.shop.example\" zone=\"shop.example\"\n    tags team=\"shop\"\n    endpoint \"regional\"",
        "    tags team=\"shop\"\n    endpoint \"edge\"",
    ),
    (r#"description "the shop""#, "description \"the shop\"\n    disable-execute-api-endpoint"),
    (r#"binary-types "image/png""#, r#"binary-types "image/*""#),
    (r#"    policy "policy.json""#, ""),
    (r#"policy "policy.json""#, r#"policy "other.json""#),
    (r#"authorizer "tokens" function="door""#, r#"authorizer "tokens" function="items""#),
    (r#"validation="Bearer .+""#, r#"validation="Basic .+""#),
    (r#"ttl="60s""#, r#"ttl="0s""#),
    (r#"header "X-Token""#, r#"header "X-Other""#),
    (r#"function="door" type="request""#, r#"function="door""#),
    (r#"function="items" timeout="5s""#, r#"function="door" timeout="5s""#),
    (r#"timeout="5s""#, r#"timeout="6s""#),
    (r#" auth="tokens""#, ""),
    (r#"key=#true auth="iam""#, r#"auth="iam""#),
    (r#"key=#true auth="iam""#, r#"key=#true"#),
    (r#"auth="callers""#, r#"auth="tokens""#),
    (r#"route "PUT" "/items""#, r#"route "PATCH" "/items""#),
    (r#"route "PUT" "/items""#, r#"route "PUT" "/items/{id}""#),
    ("old.example.com/{proxy}", "old.example.com/v1/{proxy}"),
    (r#"mock=200"#, r#"mock=204"#),
    (r#""no-store""#, r#""no-cache""#),
    (r#""text/plain" "well""#, r#""text/plain" "fine""#),
    (r#""text/plain" "well""#, r#""text/html" "well""#),
    (r#" credentials=#true"#, ""),
    (r#""https://b.example""#, r#""https://c.example""#),
    (r#"cors "https://shop.example.com""#, r#"cors "*""#),
    (r#"max-age="10m""#, r#"max-age="20m""#),
    (r#"headers "X-Token""#, r#"headers "X-Other""#),
    (r#"response "THROTTLED""#, r#"response "DEFAULT_4XX""#),
    ("status=503", "status=429"),
    (r#""Retry-After" "1""#, r#""Retry-After" "2""#),
    (r#""text/plain" "later""#, r#""text/plain" "soon""#),
];

/// What belongs to the stage, to its keys or to consoles: nothing is deployed for it.
const AROUND: &[(&str, &str)] = &[
    (r#"description "the shop""#, r#"description "a shop""#),
    (r#"gateway "api" {"#, r#"gateway "api" name="another" {"#),
    (r#"tags team="shop""#, r#"tags team="pages""#),
    ("throttle rate=1 burst=2", "throttle rate=2 burst=2"),
    ("    throttle rate=10 burst=20\n    variables", "    variables"),
    (r#"COLOR="blue""#, r#"COLOR="red""#),
    (r#"retention "7d""#, r#"retention "1d""#),
    (r#"quota 1000 per="day""#, r#"quota 1000 per="week""#),
];

fn deployments(plan: &Plan) -> Vec<ChangeKind> {
    let changes = plan.changes.iter().filter(|change| change.kind == "apigateway-deployment");
    changes.map(|change| change.action).filter(|action| *action != ChangeKind::None).collect()
}

#[test]
fn whatever_is_served_is_deployed_anew_once_and_nothing_else_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let policy = |effect: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"{effect}","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/*"}}]}}"#
        )
    };
    std::fs::write(folder.path().join("policy.json"), policy("Allow")).expect("a file");
    std::fs::write(folder.path().join("other.json"), policy("Deny")).expect("a file");
    let spec = folder.path().join("spec.kdl");
    std::fs::write(&spec, SPEC).expect("a file");
    let perimeter = Perimeter::new();
    let wishes = Wishes::default();
    let applied = perimeter.apply(&spec, &wishes);
    assert!(applied.report.is_complete(), "{:#?}", applied.report.failed);
    assert!(perimeter.plan(&spec, &wishes).is_empty());

    let mut changed = BTreeSet::new();
    for (before, after) in SERVED.iter().chain(AROUND) {
        assert_eq!(SPEC.matches(before).count(), 1, "`{before}` is not what it was");
        std::fs::write(&spec, SPEC.replacen(before, after, 1)).expect("a file");
        let plan = perimeter.plan(&spec, &wishes);
        let served = SERVED.contains(&(*before, *after));
        let wanted: &[ChangeKind] = if served { &[ChangeKind::Replace] } else { &[] };
        assert_eq!(deployments(&plan), wanted, "{before} -> {after}");
        assert!(!plan.is_empty(), "{before} -> {after} changes nothing");
        let api = plan.changes.iter().find(|change| change.kind == "apigateway-rest-api").expect("the API");
        changed.extend(api.fields.iter().filter_map(|field| field.path.split(['.', '[']).next().map(str::to_owned)));
    }
    // What the language cannot say is tried where the digest is made.
    let unsaid = ["region", "minimum-compression-size", "token"];
    let kind = engine::kinds::by_name("apigateway-rest-api").expect("the kind");
    let untried: Vec<_> =
        kind.fields().iter().map(|field| field.name).filter(|name| !changed.contains(*name)).collect();
    assert_eq!(untried, unsaid, "a field is changed by no line here");
}
