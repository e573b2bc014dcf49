//! Every folder of `examples/` does what its README promises, on this machine and without a key, a config or an account.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use crate::support::place::{Place, examples};
use crate::support::served::{Served, left_over};

#[test]
fn every_example_is_told_of_and_says_what_gets_through() {
    let read = |path: PathBuf| fs::read_to_string(path).expect("a file");
    let root = examples();
    let (readme, list) = (read(root.join("../README.md")), read(root.join("README.md")));
    for entry in fs::read_dir(&root).expect("the examples").flatten().filter(|entry| entry.path().is_dir()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(readme.contains(&format!("`{name}`")), "the README does not name {name}");
        assert!(list.contains(&format!("[{name}]({name})")), "the list of examples does not name {name}");
        let spec = read(entry.path().join("spec.kdl"));
        assert!(spec.starts_with("//"), "{name} does not say what it shows");
        assert!(spec.contains("\nexpect {"), "{name} does not say what gets through");
    }
}

#[test]
fn every_example_lives_and_dies_as_it_should() {
    let mut folders: Vec<PathBuf> = fs::read_dir(examples())
        .expect("the examples")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    assert!(!folders.is_empty());
    // Each on its own; a panic of one is told with its name.
    let failed: Vec<String> = thread::scope(|scope| {
        let lives: Vec<_> = folders.iter().map(|folder| (folder, scope.spawn(|| live(folder)))).collect();
        lives
            .into_iter()
            .filter_map(|(folder, life)| Some(format!("{}: {}", folder.display(), words(life.join().err()?))))
            .collect()
    });
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

fn words(panic: Box<dyn std::any::Any + Send>) -> String {
    match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => panic.downcast_ref::<&str>().map_or_else(String::new, |text| (*text).to_owned()),
    }
}

fn live(folder: &Path) {
    let place = Place::of(folder);
    read(&place);
    place.demo(&["test"]).ends(0);

    let applied = place.demo(&["apply", "--local", "--yes"]).ends(0).says("created");
    assert_eq!(applied.out, place.demo(&["output", "--local"]).ends(0).out);
    assert!(applied.out.contains("https://"), "no address among the outputs:\n{}", applied.out);
    place.demo(&["apply", "--local", "--yes"]).ends(0).says("nothing to do");
    place.demo(&["plan", "--local", "--detailed-exitcode"]).ends(0).prints("nothing to do");
    place.demo(&["drift", "--local", "--detailed-exitcode"]).ends(0).prints("no drift");
    place.demo(&["test", "--local", "--deployed"]).ends(0);
    place.demo(&["status", "--local"]).ends(0).prints("last applied");
    for (format, beginning) in [("dot", "digraph"), ("mermaid", "flowchart"), ("svg", "<svg")] {
        let picture = place.demo(&["graph", "--local", "--format", format]).ends(0).out;
        assert!(picture.starts_with(beginning), "{format}: {picture:.80}");
    }
    let served = Served::start(&place);
    let seen = served.look(&[]);
    assert!(!left_over(&seen).is_empty(), "nothing stands");
    served.stop();
    assert_eq!(crate::support::leaks::places(&place, &crate::support::leaks::sent(&seen)), Vec::<String>::new());

    place.demo(&["destroy", "--local", "--yes"]).ends(0).says("deleted");
    let recorded = place.demo(&["state", "list", "--local", "--format", "json"]).ends(0).json();
    assert_eq!(recorded["resources"].as_array().map(Vec::len), Some(0));
    let served = Served::start(&place);
    assert_eq!(left_over(&served.look(&[])), Vec::<String>::new());
    served.stop();

    let at_home: Vec<_> =
        fs::read_dir(place.root()).expect("the home").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(at_home, ["demo"], "something was put into the user's home");
}

/// There is nothing to say about an example.
fn read(place: &Place) {
    let ran = place.demo(&["-q", "validate", "--deny-warnings"]).done();
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
}
