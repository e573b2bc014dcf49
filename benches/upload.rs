//! `engine apply --local` of a site of 10,000 files, and the plan after it: whole processes on a cloud that is kept on disk.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::bar;

const FILES: usize = 10_000;

pub fn run() -> bool {
    let home = tempfile::tempdir().expect("a folder");
    let site = home.path().join("site");
    for file in 0..FILES {
        let folder = site.join(format!("{:02}", file % 100));
        std::fs::create_dir_all(&folder).expect("writable");
        std::fs::write(folder.join(format!("{file}.html")), format!("<p>page {file}</p>\n").repeat(20))
            .expect("writable");
    }
    let spec = "stack \"bench\" {\n    region \"us-east-2\"\n    env \"dev\"\n}\n\nbucket \"static\" {\n    files \"site\"\n}\n";
    std::fs::write(home.path().join("spec.kdl"), spec).expect("writable");
    let met = bar("apply --local of 10,000 files", timed(home.path(), &["apply", "--local", "--yes"]), 60.0, "s");
    let met = bar("plan --local with nothing to do", timed(home.path(), &["plan", "--local"]), 5.0, "s") && met;
    std::fs::write(site.join("00/0.html"), "<p>another</p>").expect("writable");
    bar("apply --local of one changed file", timed(home.path(), &["apply", "--local", "--yes"]), 10.0, "s") && met
}

/// Seconds until `engine` is done.
fn timed(home: &Path, arguments: &[&str]) -> f64 {
    let began = Instant::now();
    let ended = Command::new(env!("CARGO_BIN_EXE_engine"))
        .args(arguments)
        .current_dir(home)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("engine starts");
    assert!(ended.success(), "{arguments:?}");
    began.elapsed().as_secs_f64()
}
