use super::*;
use crate::diag::{Diagnostic, FileId, Problems, SourceMap, Span};

/// Two files, the first with non-ASCII text before the place and a control character on its line.
fn example() -> (Problems, SourceMap) {
    let mut sources = SourceMap::default();
    let spec = "// é\r\nparam \"ünï\" /* \u{1b}[31m\u{202e} */ default=x\r\n";
    let first = sources.add("a, b/spec.kdl", spec);
    let second = sources.add("other.kdl", "param \"x\"\n");
    let at = spec.find("default").expect("there");
    let problem = Diagnostic::error("E0203", "no `\u{1b}[2J`\nhere: 100%")
        .at(Span::new(first, at, at + 7), "not \u{7} known")
        .at(Span::new(second, 0, 5), "elsewhere")
        .help("remove it");
    let empty = Diagnostic::warning("E0218", "nothing").at(Span::new(second, 10, 10), "at the end");
    (Problems(vec![problem, empty, Diagnostic::advice("W0508", "no place")]), sources)
}

fn is_harmless(text: &str) -> bool {
    !text.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}')
}

#[test]
fn columns_are_counted_in_characters_and_nothing_steers_the_terminal() {
    let (problems, sources) = example();
    let text = human(&problems, &sources, Look { width: 80, color: false, unicode: false });
    assert!(is_harmless(&text), "{text:?}");
    assert!(text.contains("[a, b/spec.kdl:2:26"), "{text}");
    assert!(text.contains(r"\u{1b}[31m\u{202e}") && text.contains(r"no `\u{1b}[2J`\nhere"), "{text}");
    assert!(text.contains("elsewhere") && text.contains("[other.kdl:1:1"), "{text}");
    assert!(text.contains("at the end") && text.contains("help: remove it"), "{text}");
    assert_eq!(summary(&problems), "1 error, 1 warning, 1 piece of advice");
}

#[test]
fn the_marker_stands_below_what_it_is_about() {
    let mut sources = SourceMap::default();
    let file = sources.add("s.kdl", "é\u{7f} x");
    let problem = Problems(vec![Diagnostic::error("E0112", "m").at(Span::new(file, 4, 5), "here")]);
    let text = human(&problem, &sources, Look { width: 80, color: false, unicode: true });
    let lines: Vec<&str> = text.lines().collect();
    let code = lines.iter().find(|line| line.contains('é')).expect("the source line");
    let mark = lines.iter().find(|line| line.contains('┬')).expect("the marker line");
    let column = |line: &str, c: char| line.chars().position(|found| found == c);
    assert_eq!(column(code, 'x'), column(mark, '┬'), "{text}");
}

#[test]
fn short_lines_are_as_compilers_write_them() {
    let (problems, sources) = example();
    let expected = "a, b/spec.kdl:2:26: error[E0203]: no `\\u{1b}[2J`\\nhere: 100%, not \\u{7} known; \
                    at other.kdl:1:1: elsewhere; help: remove it\n\
                    other.kdl:2:1: warning[E0218]: nothing, at the end\nadvice[W0508]: no place\n";
    assert_eq!(short(&problems, &sources), expected);
}

#[test]
fn json_has_lines_columns_and_byte_offsets() {
    let (problems, sources) = example();
    let value = json_value(&problems, &sources);
    assert_eq!(value["format"], 1);
    assert_eq!((&value["errors"], &value["warnings"]), (&1.into(), &1.into()));
    let first = &value["diagnostics"][0];
    assert_eq!(first["severity"], "error");
    assert_eq!(first["labels"][0]["start"], serde_json::json!({ "line": 2, "column": 26, "offset": 36 }));
    assert_eq!(first["labels"][1]["file"], "other.kdl");
    assert_eq!(first["message"], "no `\u{1b}[2J`\nhere: 100%");
    assert!(first["url"].is_null() && value["diagnostics"][2]["help"].is_null());
}

#[test]
fn github_properties_are_escaped() {
    let (problems, sources) = example();
    let text = github(&problems, &sources);
    let first = text.lines().next().expect("a line");
    assert!(
        first.starts_with("::error file=a%2C b/spec.kdl,line=2,endLine=2,col=26,endColumn=33,title=E0203::"),
        "{first}"
    );
    assert!(first.ends_with("here: 100%25%0Aremove it"), "{first}");
    assert!(text.lines().last().expect("a line").starts_with("::notice title=W0508::"));
}

#[test]
fn sarif_names_its_rules_and_places() {
    let (problems, sources) = example();
    let value: serde_json::Value = serde_json::from_str(&sarif(&problems, &sources)).expect("JSON");
    let run = &value["runs"][0];
    assert_eq!(value["version"], "2.1.0");
    assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "E0203");
    let result = &run["results"][0];
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%2C%20b/spec.kdl");
    assert_eq!((&place["region"]["startLine"], &place["region"]["startColumn"]), (&2.into(), &26.into()));
    assert_eq!(result["relatedLocations"][0]["id"], 1);
    assert_eq!(run["results"][2]["locations"], serde_json::json!([]));
}

#[test]
fn many_labels_are_counted_and_not_all_shown() {
    let mut sources = SourceMap::default();
    let file = sources.add("s.kdl", "x ".repeat(200));
    let mut problem = Diagnostic::error("E0201", "many");
    for at in 0..200 {
        problem = problem.at(Span::new(file, at * 2, at * 2 + 1), "");
    }
    let text = human(&Problems(vec![problem]), &sources, Look::default());
    assert!(text.contains("150 more places are not shown"), "{text}");
}

#[test]
fn a_place_outside_of_the_file_is_moved_into_it() {
    let mut sources = SourceMap::default();
    let file = sources.add("s.kdl", "");
    let problem = Diagnostic::error("E0201", "m").at(Span::new(FileId(0), 5, 9), "far").help("h");
    assert_eq!(file, FileId(0));
    assert!(human(&Problems(vec![problem]), &sources, Look::default()).contains("far"));
}

#[test]
fn what_lies_between_two_far_places_is_left_out() {
    let mut sources = SourceMap::default();
    let file = sources.add("s.kdl", "first\n".to_owned() + &"between\n".repeat(50) + "last\n");
    let problem = Diagnostic::error("E0210", "m").at(Span::new(file, 406, 410), "b").at(Span::new(file, 0, 5), "a");
    let text = human(&Problems(vec![problem]), &sources, Look::default());
    assert!(text.matches("between").count() < 5, "{text}");
}

#[test]
fn no_format_steers_a_terminal() {
    let mut sources = SourceMap::default();
    let file = sources.add("bidi\u{202e}.kdl", "a \u{1b}[31m\u{202e}\u{feff}\u{e0041}\u{9b}2J b");
    let nasty = "x\u{1b}[2J\u{202e}\u{e0041}\u{9b}\u{7f}\ry";
    let problem = Diagnostic::error("E0201", nasty)
        .at(Span::new(file, 0, 1), nasty)
        .help(nasty)
        .fix(nasty, vec![crate::diag::Edit::new(Span::new(file, 0, 1), nasty)]);
    let problems = Problems(vec![problem]);
    let look = Look { width: 80, color: false, unicode: true };
    for text in [human(&problems, &sources, look), short(&problems, &sources), github(&problems, &sources)] {
        assert!(!text.contains(super::clean::is_unsafe), "{text:?}");
    }
    for text in [json(&problems, &sources), sarif(&problems, &sources)] {
        assert!(!text.contains(super::clean::is_unsafe), "{text:?}");
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert!(value.to_string().contains("\u{202e}"), "a program reads what was written");
    }
}
