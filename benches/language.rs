//! Reading and checking specs of 100, 1,000 and 10,000 lines, in this process and as a whole one.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use engine::diag::SourceMap;
use engine::world::Disk;

use super::{bar, peak_mb, told};

pub fn run() -> bool {
    let home = tempfile::tempdir().expect("a folder");
    let mut met = true;
    for lines in [100, 1_000, 10_000] {
        let path = home.path().join(format!("spec-{lines}.kdl"));
        let text = spec_of(lines);
        std::fs::write(&path, &text).expect("writable");
        let inside = median((0..5).map(|_| inside(&path)).collect());
        let (whole, peaks): (Vec<_>, Vec<_>) = (0..5).map(|_| whole(&path)).unzip();
        let whole = median(whole);
        let peak = peaks.into_iter().fold(0.0, f64::max);
        told(&format!("{lines} lines, {} KB, in process", text.len() / 1024), format!("{inside:.1} ms"));
        if lines == 1_000 {
            met &= bar("1000 lines, whole process", whole, 30.0, "ms");
            met &= bar("1000 lines, peak memory", peak, 40.0, "MB");
        } else {
            told(&format!("{lines} lines, whole process"), format!("{whole:.1} ms, {peak:.1} MB"));
        }
    }
    met
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn inside(path: &Path) -> f64 {
    let began = Instant::now();
    let mut sources = SourceMap::default();
    let (spec, problems) = engine::rules::load(path, &Disk, &mut sources);
    let took = began.elapsed();
    assert!(spec.is_some() && !problems.has_errors(), "{}", engine::diag::short(&problems, &sources));
    took.as_secs_f64() * 1000.0
}

/// Milliseconds and peak MB of `engine validate`. Memory is looked at while it runs, so the very last of it may be missed.
fn whole(path: &Path) -> (f64, f64) {
    let began = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_engine"))
        .arg("validate")
        .arg(path)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("engine starts");
    let process = child.id().to_string();
    let mut peak = 0.0_f64;
    let ended = loop {
        peak = peak.max(peak_mb(&process).unwrap_or(0.0));
        match child.try_wait().expect("a child") {
            Some(ended) => break ended,
            None => std::thread::sleep(Duration::from_micros(200)),
        }
    };
    let took = began.elapsed().as_secs_f64() * 1000.0;
    assert!(ended.success());
    (took, peak)
}

/// Functions and APIs that route to them.
fn spec_of(lines: usize) -> String {
    let mut spec = String::from("stack \"bench\" {\n    region \"us-east-2\"\n    env \"dev\"\n}\n");
    let mut block = 0;
    while spec.lines().count() < lines {
        let _ = write!(
            spec,
            "\nfunction \"f{block}\" {{\n    image \"000000000000.dkr.ecr.us-east-2.amazonaws.com/f{block}:latest\"\n    \
             memory \"256MB\"\n    timeout \"29s\"\n    alias \"live\"\n    env NAME=\"${{stack.env}}\" BLOCK=\"{block}\"\n}}\n\
             \ngateway \"g{block}\" {{\n    endpoint \"regional\"\n    route \"ANY\" \"/{{proxy+}}\" function=\"f{block}\"\n    \
             route \"GET\" \"/health\" function=\"f{block}\"\n    stage \"${{stack.env}}\"\n}}\n"
        );
        block += 1;
    }
    spec
}
