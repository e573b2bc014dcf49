//! Runs the executable specification: every folder `specs/<topic>/<case>/` holds a `spec.kdl` and what must come of it.
//!
//! Each step of [`STEPS`] turns a case into a text, which must equal the step's file in the case's folder. A file that is not
//! there means that the step must have nothing to say. `UPDATE=1 cargo test --test specs` writes the files; `CASE=text` runs
//! only the cases whose path holds that text.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use engine::desired;
use engine::diag::{SourceMap, clean};
use engine::rules;
use engine::world::Disk;

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

/// Every problem: a short line, then its places and the way out.
fn problems(case: &Path) -> Option<String> {
    let mut sources = SourceMap::default();
    let reading = rules::read(&case.join("spec.kdl"), &Disk, &mut sources);
    let mut problems = reading.problems;
    problems.extend(desired::check(&reading.draft));
    problems.sort();
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
