//! Reads the stories and lives through them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use engine::cli::show::{plan_for_people, plan_json};
use engine::plan::Mode;
use serde_json::Value;

use super::{Applied, Perimeter, Wishes, ids};

/// A story that was lived through.
pub struct Story {
    /// The folder below `specs/stories`, `gateway/life`.
    pub name: String,
    /// Each step by its file's name without endings, the destruction at the end last; or how it went wrong.
    pub went: Result<Vec<(String, Applied)>, String>,
}

impl Story {
    /// A step of this story.
    ///
    /// # Panics
    /// When the story went wrong or has no such step.
    pub fn step(&self, name: &str) -> &Applied {
        let steps = self.went.as_ref().unwrap_or_else(|problem| panic!("{problem}"));
        &steps.iter().find(|(step, _)| step == name).unwrap_or_else(|| panic!("{} has no step {name}", self.name)).1
    }
}

/// Every story there is, lived through.
pub fn all() -> Vec<Story> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/stories");
    let mut folders: Vec<PathBuf> = below(&root).into_iter().filter(|path| !steps(path).is_empty()).collect();
    folders.sort();
    let only = std::env::var("STORY").unwrap_or_default();
    folders
        .into_iter()
        .filter(|folder| folder.strip_prefix(&root).unwrap_or(folder).to_string_lossy().contains(&only))
        .map(|folder| {
            let name = folder.strip_prefix(&root).unwrap_or(&folder).display().to_string();
            let went = std::panic::catch_unwind(|| live_through(&folder)).map_err(|panic| {
                let text = panic.downcast_ref::<String>().cloned();
                text.or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned())).unwrap_or_default()
            });
            Story { name, went }
        })
        .collect()
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut folders = vec![folder.to_owned()];
    for entry in fs::read_dir(folder).expect("the stories") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            folders.extend(below(&path));
        }
    }
    folders
}

/// The files that are steps, in their order.
pub fn steps(folder: &Path) -> Vec<PathBuf> {
    let is_step = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_digit()) && (name.ends_with(".kdl") || name.ends_with(".drift.json"))
    };
    let entries = fs::read_dir(folder).expect("a story").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> = entries.filter(|path| is_step(&file_name(path))).collect();
    files.sort();
    files
}

fn file_name(path: &Path) -> String {
    path.file_name().and_then(|name| name.to_str()).unwrap_or("").to_owned()
}

/// What the comments at the top of a step ask for.
pub fn wishes(spec: &Path) -> Wishes {
    let mut wishes = Wishes::default();
    for line in fs::read_to_string(spec).expect("a spec").lines() {
        let Some(comment) = line.strip_prefix("// ") else { break };
        if let Some(why) = comment.strip_prefix("a hole: ") {
            wishes.hole = Some(why.to_owned());
        }
        if let Some(why) = comment.strip_prefix("refused: ") {
            wishes.refused = Some(why.to_owned());
        }
        if let Some(calls) = comment.strip_prefix("dies after ").and_then(|rest| rest.split(' ').next()) {
            wishes.deaths.push(calls.parse().expect("a number of calls"));
        }
        let (word, rest) = comment.split_once(' ').unwrap_or((comment, ""));
        let pair = || {
            let (key, value) = rest.split_once('=').expect("NAME=VALUE");
            (key.to_owned(), value.to_owned())
        };
        match word {
            "--replace" => wishes.mode.replace.push(rest.to_owned()),
            "--target" => wishes.mode.targets.push(rest.to_owned()),
            "--destroy" => wishes.mode.destroy = true,
            "param" => wishes.params.extend([pair()]),
            "secret" => wishes.secrets.extend([pair()]),
            _ => {}
        }
    }
    wishes
}

/// A step in which `@{RESOURCE#OUTPUT}` stands for what the cloud made up: a copy of it that says what.
fn with_outputs(step: PathBuf, perimeter: &Perimeter, told: &Path) -> PathBuf {
    let text = fs::read_to_string(&step).expect("a step");
    let Some((first, _)) = text.split_once("@{") else { return step };
    let state = perimeter.saved();
    let mut said = first.to_owned();
    for rest in text.split("@{").skip(1) {
        let (asked, rest) = rest.split_once('}').expect("a `}`");
        let (resource, output) = asked.split_once('#').expect("RESOURCE#OUTPUT");
        let value = state["resources"][resource]["outputs"][output].as_str();
        said.push_str(value.unwrap_or_else(|| panic!("there is no {asked}")));
        said.push_str(rest);
    }
    let copy = told.join(file_name(&step));
    fs::write(&copy, said).expect("a copy");
    copy
}

fn live_through(folder: &Path) -> Vec<(String, Applied)> {
    let perimeter = Perimeter::new();
    let mut lived = Vec::new();
    let mut spec = None;
    let told = tempfile::tempdir().expect("a folder");
    for step in steps(folder) {
        let file = file_name(&step);
        let step = with_outputs(step, &perimeter, told.path());
        let name = file.trim_end_matches(".kdl").trim_end_matches(".drift.json").to_owned();
        let mut hole = None;
        if file.ends_with(".kdl")
            && let Some(why) = &wishes(&step).refused
        {
            // What stands stays as the step before left it.
            let said = perimeter.refuses(&step, &wishes(&step));
            assert_eq!(said, *why, "{file} is not refused so");
            continue;
        }
        if file.ends_with(".kdl") {
            spec = Some(step.clone());
        } else {
            let text = fs::read_to_string(&step).expect("a patch");
            let mut patch: Value = serde_json::from_str(&text).expect("a JSON merge patch");
            let members = patch.as_object_mut().expect("an object");
            members.shift_remove("//");
            hole = members.shift_remove("a hole").map(|why| why.to_string());
            perimeter.drift(&patch);
        }
        let spec = spec.as_deref().expect("a story begins with a spec");
        let mut wishes = wishes(spec);
        wishes.hole = wishes.hole.or(hole);
        let before = perimeter.saved();
        // Whatever was on its way at the end of the last step has long arrived.
        perimeter.cloud.clock().advance(Duration::from_secs(3600));
        let mut deaths: Vec<usize> = wishes.deaths.iter().rev().copied().collect();
        let applied = perimeter.apply_dying(spec, &wishes, &mut deaths);
        assert_eq!(deaths, Vec::<usize>::new(), "{file}: there are fewer calls");
        let after = if wishes.deaths.is_empty() { Value::Null } else { perimeter.saved() };
        compare(&folder.join(format!("{name}.plan")), &plan_for_people(&applied.plan, false), [&before, &after]);
        keeps_the_rules(&file, &applied);
        keeps_its_secrets(&perimeter, &applied, &wishes);
        let again = Wishes { mode: Mode { replace: Vec::new(), ..wishes.mode.clone() }, ..wishes };
        let second = perimeter.plan(spec, &again);
        assert!(second.is_empty(), "{file} does not settle:\n{}", plan_for_people(&second, false));
        lived.push((name, applied));
    }
    let spec = spec.expect("a story has steps");
    let wishes = Wishes { mode: Mode { destroy: true, ..Mode::default() }, ..wishes(&spec) };
    let applied = perimeter.apply(&spec, &wishes);
    keeps_the_rules("destroy", &applied);
    assert_eq!(perimeter.left_over(), Value::Null, "destroy leaves something behind");
    lived.push(("destroy".to_owned(), applied));
    lived
}

/// `states` know the ids in the plan: the one before, and, when a run died on the way, the one after.
fn compare(expected: &Path, plan: &str, states: [&Value; 2]) {
    let plan =
        states.iter().fold(anstream::adapter::strip_str(plan).to_string(), |plan, state| ids::named(&plan, state));
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

/// No secret is in the plan, as people and as programs see it, nor in what is recorded.
fn keeps_its_secrets(perimeter: &Perimeter, applied: &Applied, wishes: &Wishes) {
    let told = [plan_for_people(&applied.plan, true), plan_json(&applied.plan).to_string(), perimeter.recorded()];
    let given = wishes.secrets.values().map(String::as_str);
    for secret in given.chain(["made-up-"]) {
        assert!(told.iter().all(|text| !text.contains(secret)), "a secret is told: {secret}");
    }
}
