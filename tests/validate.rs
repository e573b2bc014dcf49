//! `engine validate` as a user sees it: what is allowed, what is put right, which specs a file belongs to.

use std::fs;
use std::path::Path;

use engine::diag::{Severity, SourceMap};
use engine::rules;
use engine::world::InMemory;

use crate::support::place::Place;
use crate::support::sprinkle::{Random, kdl_files, sprinkled};

const STACK: &str = "stack \"shop\" {\n    region \"us-east-2\"\n    env \"dev\"\n}\n";

#[test]
fn warnings_fail_when_they_are_denied_and_an_allowed_one_does_not() {
    let place = Place::empty();
    let spec = format!(
        "{STACK}\nwaf \"later\" {{\n    default \"block\"\n    rule \"a\" priority=1 action=\"allow\" {{\n        header \"X-A\" equals=\"b\"\n    }}\n}}\n"
    );
    fs::write(place.path("spec.kdl"), &spec).expect("writes");
    place.run(&["validate"]).done().says("W0513");
    place.run(&["validate", "--deny-warnings"]).ends(1).says("W0513");
    let allowed = spec.replace("    default", "    allow \"W0513\" reason=\"with the next release\"\n    default");
    fs::write(place.path("spec.kdl"), &allowed).expect("writes");
    place.run(&["validate", "--deny-warnings"]).done().says("the spec is fine");
    // One that silences nothing is a warning itself, and one for everything there is does not exist.
    fs::write(place.path("spec.kdl"), allowed.replace("W0513", "W0509")).expect("writes");
    place.run(&["validate"]).done().says("W0513").says("W0221");
    place.run(&["validate", "--deny-warnings", "--format", "short"]).ends(1).prints("warning[W0221]");
    fs::write(place.path("spec.kdl"), allowed.replace("W0513", "*")).expect("writes");
    place.run(&["validate"]).ends(1).says("E0213");
}

/// What a person brings along from KDL 1, JSON and other tools.
const HABITS: &str = r##"stack "shop" {
    region = "us-east-2"
    env "dev", "prod"
}
// param "x" default=true
param "digits" default=r"\d+" // é: r"\d+"
param "quoted" default=r#"say "a""#
param "path" default="a\/b"
secret "token"
bucket "site"
{
    versioning true
    empty-on-destroy "true"
}
fuction "api" {
    image 5
    memroy "256mb"
    timeout "5 sec"
    env PORT=8080, RATIO=1.5, TOKEN=(secert)"token"
    concurrency "50"
    arhcitecture "amr64"
}
"##;

const PUT_RIGHT: &str = r##"stack "shop" {
    region "us-east-2"
    env "dev" "prod"
}
// param "x" default=true
param "digits" default=#"\d+"# // é: r"\d+"
param "quoted" default=#"say "a""#
param "path" default="a/b"
secret "token"
bucket "site" {
    versioning #true
    empty-on-destroy #true
}
function "api" {
    image "5"
    memory "256MB"
    timeout "5s"
    env PORT="8080" RATIO="1.5" TOKEN=(secret)"token"
    concurrency 50
    architecture "arm64"
}
"##;

#[test]
fn what_can_only_be_meant_so_is_put_right() {
    let place = Place::empty();
    fs::write(place.path("spec.kdl"), HABITS).expect("writes");
    let before = place.run(&["validate"]).ends(1).says("`engine validate --fix` puts ");
    assert_eq!(fs::read_to_string(place.path("spec.kdl")).expect("reads"), HABITS);
    assert!(!before.err.contains("fixed"));
    place.run(&["validate", "--fix"]).done().says("fixed 21 problems in spec.kdl").never_shows("error");
    assert_eq!(fs::read_to_string(place.path("spec.kdl")).expect("reads"), PUT_RIGHT);
    place.run(&["validate", "--fix"]).done().never_shows("fixed");
    assert_eq!(fs::read_to_string(place.path("spec.kdl")).expect("reads"), PUT_RIGHT);
}

/// What people bring along from other languages and routers, and what a copy leaves behind.
const BROUGHT: &str = r#"Stack "Shop" {
    region "US-EAST-2"
    env dev "prod"
}
param "image"; secret "token" min-length=20
function "api" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1" # the image
    memory 256MB
    timeout 29s
    env {
        LEVEL "info"
        PORT 8080
    }
    env TOKEN=secret("token") URL="${parm.image}" REGION="${stack.regoin}"
} gateway "api" {
    route "GET" "items/" function="api"
    route "GET" /items/{id} function="api" function="api"
}
bucket "static"
    files "site"
}
cdn "site" {
    origin "api" {
        gateway "api"
    }
    origin "static" bucket="static"
    default-behavior origin="static"
    behavior "/items/*" origin="api" forward="all"
    behavior "/items" origin="api"
    geo-block "cu" "UK" "CU"
}
"#;

const KEPT: &str = r#"stack "shop" {
    region "us-east-2"
    env dev "prod"
}
param "image"; secret "token" min-length=20
function "api" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1" // the image
    memory "256MB"
    timeout "29s"
    env LEVEL="info" PORT="8080" {
    }
    env TOKEN=(secret)"token" URL="${param.image}" REGION="${stack.region}"
}
gateway "api" {
    route "GET" "/items" function="api"
    route "GET" "/items/{id}" function="api"
}
bucket "static" {
    files "site"
}
cdn "site" {
    origin "api" gateway="api" {
    }
    origin "static" bucket="static"
    default-behavior origin="static"
    behavior "/items/*" origin="api" forward="all-except-host"
    behavior "/items" origin="api"
    geo-block "CU" "GB"
}
"#;

#[test]
fn what_people_bring_along_is_put_right() {
    let place = Place::empty();
    std::fs::write(place.path("spec.kdl"), BROUGHT).expect("writes");
    place.run(&["validate", "--fix"]).done().never_shows("error");
    place.run(&["fmt"]).done();
    let fixed = std::fs::read_to_string(place.path("spec.kdl")).expect("reads");
    let lines = |text: &str| {
        let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>()
    };
    assert_eq!(lines(&fixed), lines(KEPT));
}

#[test]
fn brackets_and_swapped_words_are_put_right() {
    let place = Place::empty();
    let function = "function \"api\" {\n    image \"111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1\"\n}\n";
    let gateway = |open: &str, close: &str, route: &str| {
        format!(
            "{STACK}{function}gateway \"api\" {open}\n    route {route} function=\"api\" {open}\n        throttle rate=5 burst=9\n    {close}\n{close}\n"
        )
    };
    let wanted = gateway("{", "}", "\"GET\" \"/items\"");
    for (open, close) in [("(", ")"), ("[", "]"), ("(", "}"), ("[", ")"), ("{", "}")] {
        fs::write(place.path("spec.kdl"), gateway(open, close, "\"/items\" \"GET\"")).expect("writes");
        place.run(&["validate", "--fix"]).done().never_shows("error");
        assert_eq!(fs::read_to_string(place.path("spec.kdl")).expect("reads"), wanted, "{open} {close}");
    }
}

#[test]
fn what_may_mean_two_things_is_left_to_people() {
    let place = Place::empty();
    let spec = format!(
        "{STACK}\nfunction \"api\" {{\n    image \"x\"\n    memory 256\n    timeout \"5M\"\n    alarm \"x\"\n}}\n\
         gateway \"a\" {{\n    route \"ANY\" \"/\" function=\"apl\"\n}}\n\
         bucket \"b\" {{\n}}\ncdn \"c\" {{\n    origin \"b\" bucket=\"b\"\n    default-behavior origin=\"b\"\n    tls minimum=\"TLSv1.2_2020\"\n}}\n"
    );
    fs::write(place.path("spec.kdl"), &spec).expect("writes");
    let json = place.run(&["validate", "--fix", "--format", "json"]).ends(1).json();
    let offered: Vec<_> =
        json["diagnostics"].as_array().expect("a list").iter().map(|one| one["fix"].clone()).collect();
    assert!(offered.len() >= 5 && offered.iter().all(serde_json::Value::is_null), "{json:#}");
    assert_eq!(fs::read_to_string(place.path("spec.kdl")).expect("reads"), spec);
}

#[test]
fn programs_are_told_the_edits() {
    let place = Place::empty();
    let spec = format!("// é\n{STACK}bucket \"é\" {{\n    versoning #true\n}}\n").replace("\"é\"", "\"e\"");
    fs::write(place.path("spec.kdl"), &spec).expect("writes");
    let json = place.run(&["validate", "--format", "json"]).ends(1).json();
    let at = spec.find("versoning").expect("there");
    assert_eq!(
        json["diagnostics"][0]["fix"],
        serde_json::json!({ "title": "write `versioning`", "edits": [{
            "file": "spec.kdl",
            "start": { "line": 7, "column": 5, "offset": at },
            "end": { "line": 7, "column": 14, "offset": at + 9 },
            "text": "versioning",
        }] })
    );
    let sarif = place.run(&["validate", "--format", "sarif"]).ends(1).out;
    let sarif: serde_json::Value = serde_json::from_str(&sarif).expect("JSON");
    let change = &sarif["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "spec.kdl");
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "versioning");
    assert_eq!(change["replacements"][0]["deletedRegion"]["startColumn"], 5);
}

#[test]
fn files_that_are_included_are_put_right_too() {
    let place = Place::empty();
    fs::create_dir(place.path("parts")).expect("makes");
    fs::write(place.path("spec.kdl"), format!("include \"parts/a.kdl\"\n{STACK}")).expect("writes");
    fs::write(place.path("parts/a.kdl"), "bukcet \"a\" {\n    allow \"W0509\" reason=\"old\"\n}\n").expect("writes");
    place.run(&["validate", "--fix"]).done().says("fixed 2 problems in parts/a.kdl");
    assert_eq!(fs::read_to_string(place.path("parts/a.kdl")).expect("reads"), "bucket \"a\" {\n}\n");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_written_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::empty();
    let spec = format!("{STACK}bukcet \"a\" {{\n}}\n");
    fs::write(place.path("spec.kdl"), &spec).expect("writes");
    fs::set_permissions(place.root(), fs::Permissions::from_mode(0o555)).expect("sets");
    let ran = place.run(&["validate", "--fix", "--format", "json"]);
    fs::set_permissions(place.root(), fs::Permissions::from_mode(0o755)).expect("sets");
    // Root may write everywhere.
    if ran.code == Some(1) {
        assert_eq!(ran.json()["diagnostics"][0]["code"], "E0900");
        assert_eq!(fs::read_to_string(place.path("spec.kdl")).expect("reads"), spec);
    }
}

#[test]
fn touched_files_lead_to_their_specs() {
    let place = Place::empty();
    for folder in ["a/parts/deep", "b", "c"] {
        fs::create_dir_all(place.path(folder)).expect("makes");
    }
    fs::write(place.path("a/spec.kdl"), format!("include \"parts/deep/x.kdl\"\n{STACK}")).expect("writes");
    fs::write(place.path("a/parts/deep/x.kdl"), "bucket \"x\" {\n    colour \"red\"\n}\n").expect("writes");
    fs::write(place.path("b/perimeter.kdl"), format!("{STACK}bucket \"X\" {{\n}}\n")).expect("writes");
    fs::write(place.path("c/layout.kdl"), "layout {\n").expect("writes");
    let files = ["a/parts/deep/x.kdl", "a/spec.kdl", "b/perimeter.kdl", "c/layout.kdl", "c/gone.kdl"];
    let ran = place.run(&[&["validate", "--format", "short", "--touched"], &files[..]].concat()).ends(1);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 2, "{}", ran.out);
    assert!(lines[0].starts_with("a/parts/deep/x.kdl:2:5: error[E0202]"), "{}", ran.out);
    assert!(lines[1].starts_with("b/perimeter.kdl:5:8: error[E0213]"), "{}", ran.out);
    place.run(&["validate", "--touched", "c/layout.kdl"]).done().says("no spec was touched");
}

/// Fixes take problems away and bring none, whatever they are made to; and they come to an end.
#[test]
fn fixes_bring_no_errors_of_their_own() {
    let seeds: Vec<Vec<u8>> = kdl_files("specs").iter().map(|path| fs::read(path).expect("a spec")).collect();
    let mut random = Random(0x1234_5678_9abc_def1);
    let mut made = 0;
    let whole = seeds.clone();
    let sprinkled = (0..150).map(|_| sprinkled(&seeds, &mut random));
    for (round, bytes) in whole.into_iter().chain(sprinkled).enumerate() {
        let files = InMemory::of("spec.kdl", bytes);
        let path = Path::new("spec.kdl");
        let mut sources = SourceMap::default();
        let before = rules::read(path, &files, &mut sources).problems;
        let fixed = rules::fix(path, &files);
        made += fixed.count;
        assert_eq!(fixed.count == 0, fixed.files.is_empty(), "round {round}");
        // What could not even be read before may hide more than it shows.
        let readable = !before.0.iter().any(|problem| problem.code.starts_with("E01"));
        if readable {
            assert!(
                fixed.problems.count(Severity::Error) <= before.count(Severity::Error),
                "round {round}: {:?}\nbecame\n{:?}",
                before.0,
                fixed.problems.0
            );
        }
        if let Some((_, after)) = fixed.files.get(path) {
            let again = rules::fix(path, &InMemory::of("spec.kdl", after.as_str()));
            assert_eq!(again.count, 0, "round {round}: {after}");
        }
    }
    assert!(made > 40, "only {made} fixes were made");
}
