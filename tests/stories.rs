//! Every folder below `specs/stories` is the life of a perimeter, step by step, in the order of the file names:
//!
//! - `1-create.kdl`: a spec. It is planned, the plan compared with `1-create.plan`, performed, and planned again: the second
//!   plan must be empty. Comments at its top may ask for more: `// --replace ADDR`, `// --target ADDR`, `// param NAME=VALUE`,
//!   `// secret NAME=VALUE`. `// a hole: WHY` says that the gateway cannot serve all the time meanwhile (see `support::laws`).
//! - `2-somebody.drift.json`: a JSON merge patch on the cloud, where `*` stands for every member of a map and a key picks
//!   from a list by name; the member `//` is a comment, and `a hole` may stand there too. The spec of the step before is planned (`2-somebody.plan`),
//!   which shows the drift, and performed, which puts it back.
//!
//! At the end everything is destroyed and the cloud must be as empty as a new one. `UPDATE=1 cargo test --test stories` writes
//! the `.plan` files anew.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use engine::cli::show::plan_for_people;
use support::{Applied, Perimeter, Wishes};

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/stories");
    let mut cases: Vec<PathBuf> = walk(&root).into_iter().filter(|path| steps(path).next().is_some()).collect();
    cases.sort();
    cases
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut folders = vec![folder.to_owned()];
    for entry in fs::read_dir(folder).expect("the stories") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            folders.extend(walk(&path));
        }
    }
    folders
}

fn steps(case: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let mut files: Vec<PathBuf> = fs::read_dir(case)
        .expect("a story")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
            name.starts_with(|c: char| c.is_ascii_digit()) && (name.ends_with(".kdl") || name.ends_with(".drift.json"))
        })
        .collect();
    files.sort();
    files.into_iter()
}

/// What the comments at the top of a step ask for.
fn wishes(spec: &Path) -> Wishes {
    let mut wishes = Wishes::default();
    for line in fs::read_to_string(spec).expect("a spec").lines() {
        let Some(comment) = line.strip_prefix("// ") else { break };
        if let Some(why) = comment.strip_prefix("a hole: ") {
            wishes.hole = Some(why.to_owned());
        }
        let (word, rest) = comment.split_once(' ').unwrap_or((comment, ""));
        let pair = || {
            let (key, value) = rest.split_once('=').expect("NAME=VALUE");
            (key.to_owned(), value.to_owned())
        };
        match word {
            "--replace" => wishes.mode.replace.push(rest.to_owned()),
            "--target" => wishes.mode.targets.push(rest.to_owned()),
            "param" => wishes.params.extend([pair()]),
            "secret" => wishes.secrets.extend([pair()]),
            _ => {}
        }
    }
    wishes
}

fn compare(expected: &Path, plan: &str) {
    let plan = anstream::adapter::strip_str(plan).to_string();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(expected, &plan).expect("writes the plan");
        return;
    }
    let wanted = fs::read_to_string(expected).unwrap_or_default();
    assert!(
        wanted == plan,
        "the plan is not what {} says; it is:\n{}",
        expected.display(),
        similar::TextDiff::from_lines(&wanted, &plan).unified_diff()
    );
}

fn keeps_the_rules(step: &str, applied: &Applied) {
    assert!(applied.report.is_complete(), "{step}: {:#?}", applied.report.failed);
    let happened = applied.moments.join("\n");
    assert!(applied.broken.is_empty(), "{step}:\n{}\nin\n{happened}", applied.broken.join("\n"));
}

fn tell(case: &Path) {
    let perimeter = Perimeter::new();
    let mut spec = None;
    for step in steps(case) {
        let name = step.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        let mut hole = None;
        let stem = name.trim_end_matches(".kdl").trim_end_matches(".drift.json").to_owned();
        if name.ends_with(".kdl") {
            spec = Some(step.clone());
        } else {
            let text = fs::read_to_string(&step).expect("a patch");
            let mut patch: serde_json::Value = serde_json::from_str(&text).expect("a JSON merge patch");
            let members = patch.as_object_mut().expect("an object");
            members.shift_remove("//");
            hole = members.shift_remove("a hole").map(|why| why.to_string());
            perimeter.drift(&patch);
        }
        let spec = spec.as_deref().expect("a story begins with a spec");
        let mut wishes = wishes(spec);
        wishes.hole = wishes.hole.or(hole);
        let applied = perimeter.apply(spec, &wishes);
        compare(&case.join(format!("{stem}.plan")), &plan_for_people(&applied.plan, false));
        keeps_the_rules(&name, &applied);
        let again = Wishes { mode: Default::default(), ..wishes };
        let second = perimeter.plan(spec, &again);
        assert!(second.is_empty(), "{name} does not settle:\n{}", plan_for_people(&second, false));
    }
    let spec = spec.expect("a story has steps");
    let mut wishes = wishes(&spec);
    wishes.mode = engine::plan::Mode { destroy: true, ..Default::default() };
    keeps_the_rules("destroy", &perimeter.apply(&spec, &wishes));
    assert_eq!(perimeter.left_over(), serde_json::Value::Null, "destroy leaves something behind");
}

#[test]
fn every_story_goes_as_it_is_told() {
    let mut failed = Vec::new();
    for case in cases() {
        let told = std::panic::catch_unwind(|| tell(&case));
        if let Err(panic) = told {
            let words = panic
                .downcast_ref::<String>()
                .cloned()
                .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
                .unwrap_or_default();
            failed.push(format!("{}:\n{words}", case.display()));
        }
    }
    assert!(failed.is_empty(), "{} stories went otherwise:\n\n{}", failed.len(), failed.join("\n\n"));
}
