//! Any bytes as a spec give a diagnostic, never a panic: the specs of all cases, cut, doubled and sprinkled with what lexers
//! stumble over.

use std::path::{Path, PathBuf};

use engine::diag::{Look, SourceMap, github, human, json, sarif, short};
use engine::rules;
use engine::world::InMemory;

const SPRINKLES: &[&[u8]] = &[
    b"{",
    b"}",
    b"\"",
    b"\"\"\"",
    b"#\"",
    b"\"#",
    b"/*",
    b"*/",
    b"/-",
    b"//",
    b"\\",
    b"\n",
    b";",
    b"=",
    b"(",
    b")",
    b"${",
    b"}",
    b"#true",
    b"true",
    "é".as_bytes(),
    "\u{2028}".as_bytes(),
    b"\r\n",
    b"\xff",
    b"\0",
    b"\t",
    b"##\"\"\"",
    b"1e9",
    b"0x",
    "\u{202e}".as_bytes(),
    b"include \"spec.kdl\"\n",
];

/// A small generator, so that a failing round is the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

#[test]
fn any_bytes_give_problems_with_places_in_the_text_and_a_way_out() {
    let seeds: Vec<Vec<u8>> = specs(&Path::new(env!("CARGO_MANIFEST_DIR")).join("specs"))
        .iter()
        .map(|path| std::fs::read(path).expect("a spec"))
        .collect();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..300 {
        let mut text = seeds[random.below(seeds.len())].clone();
        for _ in 0..=random.below(6) {
            let at = random.below(text.len());
            match random.below(5) {
                0 => text.truncate(at),
                1 => {
                    let end = (at + random.below(30)).min(text.len());
                    text.drain(at..end);
                }
                2 => {
                    let other = &seeds[random.below(seeds.len())];
                    let from = random.below(other.len());
                    let part = other[from..(from + 60).min(other.len())].to_vec();
                    text.splice(at..at, part);
                }
                _ => {
                    let times = if random.below(40) == 0 { 300 } else { 1 };
                    let sprinkle = SPRINKLES[random.below(SPRINKLES.len())].repeat(times);
                    text.splice(at..at, sprinkle);
                }
            }
        }
        judge(round, text);
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
    let others = [short(&problems, &sources), github(&problems, &sources)];
    assert!(others.iter().all(|text| text.lines().count() == problems.0.len()), "round {round}");
    for text in [json(&problems, &sources), sarif(&problems, &sources)] {
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "round {round}");
    }
}

fn specs(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder of cases").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(specs(&path));
        } else if path.extension().is_some_and(|extension| extension == "kdl") {
            found.push(path);
        }
    }
    found.sort();
    found
}
