//! Any bytes as a spec: read, judged, shown in every format, laid out and put right, without a panic and within the laws that
//! `tests/any_bytes.rs`, `tests/formatting.rs` and `tests/validate.rs` hold over a bounded number of texts.
//!
//! From the root of the repository, with the cases of the specification as seeds:
//!
//! There is no `unsafe` in these rooms for a sanitizer to watch, and without one ten times as many texts are tried.
//!
//! ```text
//! cargo install cargo-fuzz
//! mkdir -p fuzz/corpus/language     # what is found worth keeping; specs and examples are the seeds
//! cargo +nightly fuzz run --sanitizer none language fuzz/corpus/language specs examples -- -dict=fuzz/kdl.dict -max_len=1024
//! ```

#![no_main]

#[path = "../../src/diag/mod.rs"]
mod diag;
#[path = "../../src/names/mod.rs"]
mod names;
#[path = "../../src/rules/mod.rs"]
mod rules;
#[path = "../../src/spec/mod.rs"]
mod spec;
#[path = "../../src/syntax/mod.rs"]
mod syntax;
#[path = "../../src/value/mod.rs"]
mod value;
#[path = "../../src/world/mod.rs"]
mod world;

use std::path::Path;

use diag::{FileId, Look, SourceMap};
use syntax::Unformatted;
use world::InMemory;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let path = Path::new("spec.kdl");
    let files = InMemory::of(path, bytes);
    let mut sources = SourceMap::default();
    let problems = rules::read(path, &files, &mut sources).problems;
    for problem in &problems.0 {
        assert!(problem.help.is_some(), "{problem:?}");
        // What panics on a thread of its own is told as this.
        assert_ne!(problem.message, "the parser gave up on this part of the file", "{problem:?}");
        for label in &problem.labels {
            let text = sources.text(label.span.file);
            assert!(text.get(label.span.start as usize..label.span.end as usize).is_some(), "{problem:?}");
        }
    }
    let plain = Look { width: 80, color: false, unicode: true };
    let shown = [
        diag::human(&problems, &sources, plain),
        diag::short(&problems, &sources),
        diag::github(&problems, &sources),
        diag::json(&problems, &sources),
        diag::sarif(&problems, &sources),
    ];
    for text in shown {
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    }
    if problems.0.iter().any(|problem| problem.fix.is_some()) {
        rules::fix(path, &files);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        laid_out(text);
    }
});

fn laid_out(text: &str) {
    let edits = match syntax::format(text, FileId(0)) {
        Ok(edits) => edits,
        Err(Unformatted::Broken(problems)) => return assert!(!problems.is_empty()),
        Err(Unformatted::Changed) => panic!("says something else when laid out"),
    };
    let after = diag::edited(text, &edits);
    assert_eq!(syntax::format(&after, FileId(0)), Ok(Vec::new()), "not laid out for good: {after:?}");
    let ink = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    assert_eq!(ink(text), ink(&after), "more than blanks was changed");
}
