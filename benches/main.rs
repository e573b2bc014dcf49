//! Measures what the bars of the design are about and prints each figure beside its bar; see README.md.
//!
//! One binary, because each would link every AWS SDK anew. Every bench runs in a process of its own, so that peak memory is its
//! own; the exit code is 1 when a bar was missed.

mod dev;
mod language;
mod makespan;
mod observing;
mod perimeter;
mod scale;
mod stack;
mod tracing;
mod upload;
mod wire;

use std::process::{Command, ExitCode};

type Bench = fn() -> bool;

const ALL: &[(&str, Bench)] = &[
    ("dev", dev::run),
    ("language", language::run),
    ("makespan", makespan::run),
    ("observing", observing::run),
    ("perimeter", perimeter::run),
    ("scale", scale::run),
    ("tracing", tracing::run),
    ("upload", upload::run),
];

fn main() -> ExitCode {
    // `cargo bench` passes `--bench`.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if wanted == ["handler"] {
        dev::serve();
    }
    if let [only] = &wanted[..]
        && let Some((_, bench)) = ALL.iter().find(|(name, _)| name == only)
    {
        return if bench() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let mut met = true;
    for (name, _) in ALL.iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|one| one == name)) {
        println!("\n{name}");
        let this = std::env::current_exe().expect("this program has a file");
        met &= Command::new(this).arg(name).status().expect("this program starts").success();
    }
    if met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Prints a figure beside its bar, both in `unit`; whether it is under it.
fn bar(what: &str, figure: f64, bar: f64, unit: &str) -> bool {
    let met = figure <= bar;
    println!("  {:6} {what}: {figure:.2} {unit} (bar {bar} {unit})", if met { "ok" } else { "MISSED" });
    met
}

/// Prints a figure without a bar.
fn told(what: &str, figure: impl std::fmt::Display) {
    println!("         {what}: {figure}");
}

/// Peak memory of a process in MB; `self` or its id. Nothing where there is no `/proc`.
fn peak_mb(process: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<f64>().ok()? / 1024.0)
}
