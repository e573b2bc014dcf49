//! Every folder below `specs/stories` is the life of a perimeter, step by step, in the order of the file names:
//!
//! - `1-create.kdl`: a spec. It is planned, the plan compared with `1-create.plan`, performed, and planned again: the second
//!   plan must be empty. Comments at its top may ask for more: `// --replace ADDR`, `// --target ADDR`, `// --destroy`,
//!   `// param NAME=VALUE`, `// secret NAME=VALUE`. `// a hole: WHY` says that the gateway cannot serve all the time meanwhile
//!   (see `support::laws`). `// dies after 2 calls` lets the process die when that many calls that change something have
//!   happened, and run again; the plan compared is then the one of the last time.
//!   `// refused: WHY` says that no plan can be made of it; the life goes on from the step before.
//!   `@{RESOURCE#OUTPUT}` in it stands for what was recorded of the step before.
//! - `2-somebody.drift.json`: a JSON merge patch on the cloud, where `*` stands for every member of a map and a key picks
//!   from a list by name; the member `//` is a comment, and `a hole` may stand there too. The spec of the step before is
//!   planned (`2-somebody.plan`), which shows the drift, and performed, which puts it back.
//!
//! At the end everything is destroyed and the cloud must be as empty as a new one. `UPDATE=1 cargo test stories::` writes
//! the `.plan` files anew; `STORY=text` lives through those whose path holds that text; `WALKS=60` makes the random walks at the end sixty.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::support::story::{self, Story};
use crate::support::walk::{self, Dice};
use crate::support::{Applied, Perimeter, Wishes};
use engine::kinds::{self, Change};
use engine::plan::{Cause, ChangeKind, Mode};

static STORIES: LazyLock<Vec<Story>> = LazyLock::new(story::all);

/// Sees to it that every story was lived through.
pub fn live_through_all() {
    LazyLock::force(&STORIES);
}

fn step(story: &str, step: &str) -> &'static Applied {
    STORIES.iter().find(|one| one.name == story).unwrap_or_else(|| panic!("no story {story}")).step(step)
}

#[test]
fn every_story_goes_as_it_is_told() {
    let failed: Vec<String> = STORIES
        .iter()
        .filter_map(|story| story.went.as_ref().err().map(|problem| format!("{}:\n{problem}", story.name)))
        .collect();
    assert!(failed.is_empty(), "{} stories went otherwise:\n\n{}", failed.len(), failed.join("\n\n"));
}

/// What happens to a resource in its life.
const LIFE: &[&str] = &["create", "unchanged", "update", "replace", "delete", "drift", "vanish"];

/// What cannot happen to a kind, and why.
const NEVER: &[(&str, &str, &str)] = &[
    (
        "acm-certificate-validation",
        "drift",
        "it is a wait, and all there is of it is whether the certificate is issued",
    ),
    (
        "apigateway-account",
        "drift",
        "it is shared by the whole account: whatever role somebody gave API Gateway will do",
    ),
    ("apigateway-usage-plan-key", "drift", "a key is one of a plan's or it is not"),
    ("cloudfront-invalidation", "drift", "it happened once; the cloud forgets it after a while"),
    ("cloudfront-invalidation", "vanish", "it happened once; the cloud forgets it after a while"),
    ("lambda-lookup", "drift", "it is somebody else's function; only its name matters and that cannot change"),
    ("lambda-lookup", "vanish", "without the function there is nothing to look up: that is a refusal, no plan"),
    ("lambda-version", "drift", "a published version never changes"),
    ("route53-zone-lookup", "drift", "it is somebody else's zone; only its name matters and that cannot change"),
    ("route53-zone-lookup", "vanish", "without the zone there is nothing to look up: that is a refusal, no plan"),
];

#[test]
fn every_kind_lives_a_whole_life_in_some_story() {
    let mut seen: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let steps = STORIES.iter().filter_map(|story| story.went.as_ref().ok()).flatten();
    for change in steps.flat_map(|(_, applied)| &applied.plan.changes) {
        let seen = seen.entry(&change.kind).or_default();
        seen.insert(match change.action {
            ChangeKind::Create => "create",
            ChangeKind::Update => "update",
            ChangeKind::Replace => "replace",
            ChangeKind::Delete => "delete",
            ChangeKind::None => "unchanged",
            ChangeKind::Adopt | ChangeKind::Forget => continue,
        });
        seen.extend(change.because.iter().filter_map(|cause| match cause {
            Cause::Drifted { .. } => Some("drift"),
            Cause::Vanished => Some("vanish"),
            _ => None,
        }));
    }
    let mut missing = Vec::new();
    for kind in kinds::all() {
        let name = kind.name();
        let seen = seen.get(name).unwrap_or_else(|| panic!("no story asks for {name}"));
        for &what in LIFE {
            let mut fields = kind.fields().iter().filter(|field| field.name != "token");
            let never = NEVER.iter().any(|(known, event, _)| *known == name && *event == what)
                || (what == "update" && fields.all(|field| field.change == Change::Replace));
            if !never && !seen.contains(what) {
                missing.push(format!("{name}: {what}"));
            }
            assert!(!never || !seen.contains(what), "{name} cannot {what}, they say, and yet it did");
        }
    }
    assert!(missing.is_empty(), "no story tells of\n{}", missing.join("\n"));
}

/// What the tables say of what blocks become, is what they become.
#[test]
fn every_block_becomes_what_the_tables_say() {
    let mut made: BTreeSet<(String, String, String)> = BTreeSet::new();
    let steps = STORIES.iter().filter_map(|story| story.went.as_ref().ok()).flatten();
    for change in steps.flat_map(|(_, applied)| &applied.plan.changes).filter(|c| c.action == ChangeKind::Create) {
        let address = &change.address;
        // What several blocks share is not of any one of them.
        if address.block().kind() == "account" || address.part() == "lookup" {
            continue;
        }
        made.insert((address.block().kind().to_owned(), part(address.part()), change.kind.clone()));
    }
    let shared = ["apigateway-account", "route53-zone-lookup"];
    let tables = engine::spec::blocks::all().flat_map(|block| {
        let kind = block.node.name;
        engine::desired::makes(kind)
            .iter()
            .filter(|makes| !shared.contains(&makes.kind))
            .map(move |makes| (kind.to_owned(), part(makes.part), makes.kind.to_owned()))
    });
    assert_eq!(made, tables.collect());
}

/// The first word of a part, whichever sort of web ACL it is for: what comes after differs.
fn part(part: &str) -> String {
    let bare = part.strip_prefix("cloudfront/").or(part.strip_prefix("classic/")).unwrap_or(part);
    bare.split('/').next().unwrap_or_default().to_owned()
}

/// What changes in a step: `update gateway.api/stage`, sorted.
fn changed(applied: &Applied) -> BTreeSet<String> {
    let changes = applied.plan.changes.iter().filter(|change| change.action != ChangeKind::None);
    changes.map(|change| format!("{:?} {}", change.action, change.address).to_lowercase()).collect()
}

fn set(items: &[&str]) -> BTreeSet<String> {
    items.iter().map(|&item| item.to_owned()).collect()
}

#[test]
fn another_route_is_a_body_a_deployment_a_move_and_a_permission() {
    let added = step("perimeter/routes", "2-add-a-route");
    let wanted = [
        "update gateway.api/rest-api",
        "replace gateway.api/deployment",
        "update gateway.api/stage",
        "create gateway.api/permission/api/post/orders",
    ];
    assert_eq!(changed(added), set(&wanted));
    added.went(&[
        "update gateway.api/rest-api",
        "create gateway.api/deployment",
        "update gateway.api/stage",
        "delete gateway.api/deployment",
    ]);
    added.went(&["create gateway.api/permission/api/POST/orders", "update gateway.api/stage"]);
    let removed = step("perimeter/routes", "3-remove-a-route");
    removed.went(&["update gateway.api/stage", "delete gateway.api/permission/api/GET/items/*"]);
}

#[test]
fn another_secret_is_another_rule_and_another_header() {
    let rotated = step("perimeter/secret", "2-rotate");
    assert_eq!(changed(rotated), set(&["update cdn.site/distribution", "update waf.origin-only/web-acl"]));
    let fields = rotated.plan.changes.iter().flat_map(|change| &change.fields);
    assert!(
        fields.clone().count() == 2 && fields.clone().all(|field| field.secret),
        "{:?}",
        fields.collect::<Vec<_>>()
    );
}

#[test]
fn a_renamed_function_is_called_before_the_old_one_goes() {
    let renamed = step("perimeter/rename", "2-rename");
    renamed.went(&[
        "create function.orders/function",
        "create function.orders/alias",
        "create gateway.api/permission/orders/GET/items/*",
        "update gateway.api/stage",
        "delete gateway.api/permission/api/GET/items/*",
        "delete function.api/alias",
        "delete function.api/function",
    ]);
}

#[test]
fn nobody_gets_in_while_the_gate_is_made_anew() {
    let anew = step("perimeter/gate", "2-anew");
    anew.went(&[
        "delete gateway.api/permission/api/GET/items/*",
        "delete gateway.api/web-acl-association",
        "delete waf.origin-only/web-acl",
        "create waf.origin-only/web-acl",
        "create gateway.api/web-acl-association",
        "create gateway.api/permission/api/GET/items/*",
    ]);
    let stage_gone = step("drift/perimeter", "7-no-stage");
    stage_gone.went(&[
        "delete gateway.api/permission/api/GET/items/*",
        "create gateway.api/stage",
        "create gateway.api/web-acl-association",
        "create gateway.api/permission/api/GET/items/*",
    ]);
}

#[test]
fn a_target_is_reached_with_what_it_needs_and_destroyed_with_what_needs_it() {
    let first = step("perimeter/target", "1-only-the-function");
    assert!(changed(first).iter().all(|change| change.contains(" function.api/")), "{:?}", changed(first));
    let web_acl = step("perimeter/target", "3-only-the-web-acl");
    assert_eq!(changed(web_acl), set(&["update waf.origin-only/web-acl"]));
    let destroyed = step("perimeter/target", "5-destroy-the-function");
    let blocks: BTreeSet<String> =
        destroyed.plan.changes.iter().map(|change| change.address.block().to_string()).collect();
    assert_eq!(blocks, set(&["function.api", "gateway.api", "cdn.site"]), "the web ACL stays");
}

#[test]
fn the_laws_notice_what_they_forbid() {
    use crate::support::laws::{Gateways, Laws};

    let perimeter = Perimeter::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/stories/drift/perimeter/1-create.kdl");
    assert_eq!(perimeter.apply(&root, &Default::default()).broken, Vec::<String>::new());
    let gateways = Gateways::from([("gateway.api".to_owned(), true)]);
    let laws = Laws::between(&gateways, &gateways);
    let now = perimeter.cloud.clock().now();
    let look = |at| perimeter.cloud.with_world(|world| laws.look(world, now, at));
    look("begin");
    assert_eq!(laws.broken(), Vec::<String>::new());
    let stage = |change: serde_json::Value| {
        perimeter
            .drift(&serde_json::json!({ "apigateway": { "us-east-2": { "apis": { "*": { "stages": change } } } } }));
    };
    stage(serde_json::json!({ "dev": { "web_acl_arn": null } }));
    look("without its web ACL");
    assert!(laws.broken().iter().any(|broken| broken.contains("is open")), "{:?}", laws.broken());
    stage(serde_json::json!({ "dev": null }));
    look("without its stage");
    assert!(laws.broken().iter().any(|broken| broken.contains("does not serve")), "{:?}", laws.broken());
}

/// Three random specs after one another and then nothing, one operation at a time and in parallel.
fn walk(seed: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let spec = folder.path().join("spec.kdl");
    let mut one_by_one = Perimeter::new();
    one_by_one.parallelism = 1;
    let parallel = Perimeter::new();
    let mut dice = Dice(seed);
    let mut steps: Vec<(String, Wishes)> = (0..3).map(|_| (walk::spec(&mut dice), Wishes::default())).collect();
    let nothing = Mode { destroy: true, ..Mode::default() };
    steps.push((steps[2].0.clone(), Wishes { mode: nothing, ..Wishes::default() }));
    for (number, (text, wishes)) in steps.iter().enumerate() {
        std::fs::write(&spec, text).expect("a file");
        let at = format!("step {number} of walk {seed}");
        for perimeter in [&one_by_one, &parallel] {
            let before = perimeter.state(&spec);
            let applied = perimeter.apply(&spec, wishes);
            assert_eq!(walk::disorder(&applied.plan, &before), Vec::<String>::new(), "{at}\n{text}");
            assert!(applied.report.is_complete(), "{at}: {:#?}\n{text}", applied.report.failed);
            let happened = applied.moments.join("\n");
            assert!(applied.broken.is_empty(), "{at}:\n{}\nin\n{happened}\n{text}", applied.broken.join("\n"));
            assert!(perimeter.plan(&spec, wishes).is_empty(), "{at} does not settle\n{text}");
        }
        let states = [&one_by_one, &parallel].map(|perimeter| walk::without_ids(&perimeter.state(&spec)));
        assert_eq!(states[0], states[1], "{at}\n{text}");
        let clouds = [&one_by_one, &parallel].map(|perimeter| walk::size(&perimeter.left_over()));
        assert_eq!(clouds[0], clouds[1], "{at}: one cloud holds more than the other\n{text}");
    }
    assert_eq!(parallel.left_over(), serde_json::Value::Null, "walk {seed} leaves something behind");
}

#[test]
fn every_walk_keeps_the_laws_and_ends_the_same_in_any_order() {
    let walks = std::env::var("WALKS").ok().and_then(|walks| walks.parse().ok()).unwrap_or(6);
    (0..walks).for_each(walk);
}
