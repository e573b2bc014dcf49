//! Any bytes as a spec give a diagnostic, never a panic: the specs of all cases, cut, doubled and sprinkled with what lexers
//! stumble over.

use std::path::Path;

use engine::diag::{Look, SourceMap, github, human, json, sarif, short};
use engine::rules;
use engine::world::InMemory;

use crate::support::sprinkle::{Random, kdl_files, sprinkled};

#[test]
fn any_bytes_give_problems_with_places_in_the_text_and_a_way_out() {
    let seeds: Vec<Vec<u8>> = kdl_files("specs").iter().map(|path| std::fs::read(path).expect("a spec")).collect();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..300 {
        judge(round, sprinkled(&seeds, &mut random));
    }
}

/// A finding about what stands in no file has no place to be shown at.
#[test]
fn a_spec_that_is_not_there_is_one_problem_and_can_be_shown() {
    let mut sources = SourceMap::default();
    let problems = rules::read(Path::new("nowhere.kdl"), &InMemory::of("spec.kdl", ""), &mut sources).problems;
    let codes: Vec<&str> = problems.0.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["E0101"]);
    assert!(human(&problems, &sources, Look::default()).contains("nowhere.kdl"));
}

fn judge(round: usize, text: Vec<u8>) {
    let files = InMemory::of("spec.kdl", text);
    let mut sources = SourceMap::default();
    let problems = rules::read(Path::new("spec.kdl"), &files, &mut sources).problems;
    for problem in &problems.0 {
        assert!(problem.help.is_some(), "round {round}: {problem:?}");
        // What panics on a thread of its own is told as this.
        assert_ne!(problem.message, "the parser gave up on this part of the file", "round {round}");
        for label in &problem.labels {
            let text = sources.text(label.span.file);
            let (start, end) = (label.span.start as usize, label.span.end as usize);
            let fits = start <= end && text.is_char_boundary(start) && text.is_char_boundary(end);
            assert!(fits, "round {round}: {problem:?}");
        }
    }
    for look in [Look::default(), Look { width: 40, color: true, unicode: false }] {
        assert_eq!(human(&problems, &sources, look).is_empty(), problems.is_empty());
    }
    // A picture that is not coloured has no business with a terminal's commands, and neither have the others.
    let plain = human(&problems, &sources, Look { width: 100, color: false, unicode: true });
    let others = [
        plain,
        short(&problems, &sources),
        github(&problems, &sources),
        json(&problems, &sources),
        sarif(&problems, &sources),
    ];
    for text in &others {
        let steers = |c: char| (c.is_control() && c != '\n') || "\u{202e}\u{2028}\u{feff}".contains(c);
        assert!(!text.contains(steers), "round {round}: {text:?}");
    }
    let others = [short(&problems, &sources), github(&problems, &sources)];
    assert!(others.iter().all(|text| text.lines().count() == problems.0.len()), "round {round}");
    for text in [json(&problems, &sources), sarif(&problems, &sources)] {
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "round {round}");
    }
}
