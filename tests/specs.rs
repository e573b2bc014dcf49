//! Runs the executable specification: every folder `specs/<topic>/<case>/` holds a `spec.kdl` and what must come of it.
//!
//! Each step of [`STEPS`] turns a case into a text, which must equal the step's file in the case's folder. A file that is not
//! there means that the step must have nothing to say. `UPDATE=1 cargo test --test specs` writes the files; `CASE=text` runs
//! only the cases whose path holds that text.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use engine::desired::{self, Setting};
use engine::diag::{Problems, SourceMap, clean, codes};
use engine::rules;
use engine::world::{Disk, Folder, InMemory};

/// One kind of expectation.
struct Step {
    file: &'static str,
    /// From the folder of a case to the text; `None` when there is nothing to say.
    run: fn(&Path) -> Option<String>,
}

const STEPS: &[Step] = &[Step { file: "expect.diag", run: problems }];

#[test]
fn every_case_comes_out_as_written() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    let update = std::env::var_os("UPDATE").is_some();
    let only = std::env::var("CASE").unwrap_or_default();
    let cases: Vec<PathBuf> = folders(&root)
        .iter()
        .flat_map(|topic| folders(topic))
        // Stories have several specs, one after the other, and a runner of their own.
        .filter(|case| case.join("spec.kdl").exists())
        .collect();
    assert!(!cases.is_empty(), "no cases below {}", root.display());
    let mut failures = String::new();
    for case in cases.iter().filter(|case| case.to_string_lossy().contains(&only)) {
        for step in STEPS {
            let file = case.join(step.file);
            let found = (step.run)(case);
            let wanted = fs::read_to_string(&file).ok();
            if found == wanted {
                continue;
            }
            if update {
                match &found {
                    Some(text) => fs::write(&file, text).expect("the expectation can be written"),
                    None => fs::remove_file(&file).expect("the expectation can be removed"),
                }
                continue;
            }
            let name = file.strip_prefix(&root).unwrap_or(&file).display().to_string();
            let text = |text: Option<String>| text.unwrap_or_else(|| "(nothing)\n".into());
            let _ = writeln!(failures, "--- {name}: wanted\n{}--- found\n{}", text(wanted), text(found));
        }
    }
    assert!(failures.is_empty(), "{failures}UPDATE=1 accepts what was found");
}

/// A code is shown by a case, unless it takes more than a spec that can be kept: then its page has a session, which is run
/// (`codes::examples_cause_their_code_and_its_cure_causes_nothing`).
#[test]
fn the_corpus_is_as_large_as_promised() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    let (mut bad, mut several, mut other_letters) = (0, 0, 0);
    let mut shown = BTreeSet::new();
    for case in folders(&root).iter().flat_map(|topic| folders(topic)).filter(|case| case.join("spec.kdl").exists()) {
        let mut sources = SourceMap::default();
        let problems = found(&case, &mut sources);
        let codes: BTreeSet<&str> = problems.0.iter().map(|problem| problem.code).collect();
        let labels = || problems.0.iter().filter_map(|problem| problem.labels.first());
        bad += usize::from(!codes.is_empty());
        several += usize::from(codes.len() > 1);
        other_letters += usize::from(labels().any(|label| {
            let before = &sources.text(label.span.file)[..label.span.start as usize];
            !before.rsplit('\n').next().unwrap_or(before).is_ascii()
        }));
        shown.extend(codes);
    }
    let pages = codes::all().iter().filter(|page| matches!(page.bad, codes::Example::Spec(_)));
    let missing: Vec<&str> = pages.map(|page| page.code).filter(|code| !shown.contains(code)).collect();
    assert_eq!(missing, Vec::<&str>::new(), "codes without a case");
    assert!(
        bad >= 120 && several >= 15 && other_letters >= 10,
        "{bad} bad, {several} several, {other_letters} letters"
    );
}

/// What a parameter holds is judged as what is written: AWS takes no other destinations of logs, and no ARN of something else.
#[test]
fn what_depends_on_a_parameter_is_judged_once_it_is_known() {
    let text = r#"
stack "shop" {
    region "us-east-2"
    env "dev"
}
param "where"
param "name"
param "role"
function "api" role="${param.role}" {
    image "111122223333.dkr.ecr.us-east-2.amazonaws.com/api:1"
}
gateway "api" {
    route "GET" "/" function="api"
    waf "gate"
}
gateway "other" {
    route "GET" "/" function="api"
    waf "other"
}
bucket "logs" name="${param.name}"
waf "gate" {
    default "allow"
    rule "probes" priority=1 action="block" {
        path starts-with="/wp-"
    }
    logging to="${param.where}"
}
waf "other" {
    default "allow"
    rule "probes" priority=1 action="block" {
        path starts-with="/wp-"
    }
    logging bucket="logs"
}
"#;
    let files = InMemory::of("spec.kdl", text.to_owned());
    let mut sources = SourceMap::default();
    let (spec, problems) = rules::load(Path::new("spec.kdl"), &files, &mut sources);
    assert!(problems.is_empty(), "{:#?}", problems.0);
    let spec = spec.expect("a spec");
    let folder = Folder::new(".");
    let found = |values: [&str; 3]| {
        let value = |name: &str| {
            let at = ["where", "name", "role"].iter().position(|known| *known == name)?;
            Some(values[at].to_owned())
        };
        let setting = Setting { env: "dev", value: &value, made_as: &|_| None, folder: &folder };
        let mut problems = desired::lower(&spec, &setting).1;
        problems.sort();
        problems.0.into_iter().map(|problem| (problem.code, problem.message)).collect::<Vec<_>>()
    };
    let role = "arn:aws:iam::111122223333:role/api";
    assert_eq!(found(["arn:aws:s3:::aws-waf-logs-shop", "aws-waf-logs-shop", role]), []);
    let wrong = found(["arn:aws:s3:::logs", "shop-logs", "arn:aws:iam::111122223333:user/me"]);
    assert_eq!(
        wrong,
        [
            ("E0313", "`arn:aws:iam::111122223333:user/me` is not the ARN of a role".to_owned()),
            ("E0445", "WAF writes no logs to `logs`".to_owned()),
            ("E0445", "WAF writes no logs to `bucket.logs`".to_owned()),
        ]
    );
}

/// Everything that can be said of a case offline.
fn found(case: &Path, sources: &mut SourceMap) -> Problems {
    let reading = rules::read(&case.join("spec.kdl"), &Disk, sources);
    let whole = reading.is_whole();
    let mut problems = reading.problems;
    problems.extend(desired::check(&reading.draft, whole));
    problems.sort();
    problems
}

/// Every problem: a short line, then its places and the way out.
fn problems(case: &Path) -> Option<String> {
    let mut sources = SourceMap::default();
    let problems = found(case, &mut sources);
    let mut text = String::new();
    for problem in &problems.0 {
        let place = |at: engine::diag::Span| {
            let start = sources.line_column(at.file, at.start as usize);
            let end = sources.line_column(at.file, at.end as usize);
            let path = sources.path(at.file);
            let path = path.strip_prefix(case).unwrap_or(path).display().to_string();
            let end =
                if start.line == end.line { end.column.to_string() } else { format!("{}:{}", end.line, end.column) };
            format!("{path}:{}:{}-{end}", start.line, start.column)
        };
        let _ = writeln!(text, "{}[{}]: {}", problem.severity.word(), problem.code, clean(&problem.message));
        for label in &problem.labels {
            let _ = writeln!(text, "  {}: {}", place(label.span), clean(&label.text));
        }
        if let Some(help) = &problem.help {
            let _ = writeln!(text, "  help: {}", clean(help));
        }
    }
    // Messages name files as they were asked for; a case must read the same wherever it lies.
    let text = text.replace(&format!("{}/", case.display()), "").replace(&case.display().to_string(), ".");
    (!text.is_empty()).then_some(text)
}

fn folders(of: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(of)
        .expect("the folder can be listed")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}
