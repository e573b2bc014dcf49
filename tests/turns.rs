//! Gates and those who send to them take turns, wherever it is interrupted: the stories about that, lived again with the process
//! dying after every single call that changes something.

use std::path::{Path, PathBuf};

use crate::support::story::{self, wishes};
use crate::support::{Perimeter, Wishes};

/// The steps of a story below `specs/stories/perimeter`.
fn steps(story: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/stories/perimeter").join(story);
    story::steps(&folder)
}

/// Lives the story up to its step `last`, dying there after so many calls. Whether it came to that.
fn dies(story: &str, last: usize, calls: usize) -> bool {
    let perimeter = Perimeter::new();
    let steps = steps(story);
    for step in &steps[..last] {
        let applied = perimeter.apply(step, &Wishes { deaths: Vec::new(), ..wishes(step) });
        assert!(applied.report.is_complete(), "{story}: {:#?}", applied.report.failed);
        perimeter.cloud.clock().advance(std::time::Duration::from_secs(3600));
    }
    let step = &steps[last];
    let at = format!("{} after {calls} calls", step.display());
    let mut deaths = vec![calls];
    let applied = perimeter.apply_dying(step, &wishes(step), &mut deaths);
    assert!(applied.report.is_complete(), "{at}: {:#?}", applied.report.failed);
    assert!(applied.broken.is_empty(), "{at}:\n{}\nin\n{}", applied.broken.join("\n"), applied.moments.join("\n"));
    assert!(perimeter.plan(step, &wishes(step)).is_empty(), "{at} does not settle");
    deaths.is_empty()
}

/// Dies everywhere in these steps.
fn dies_everywhere(story: &str, steps: &[usize], floor: usize) {
    let mut points = 0;
    for &last in steps {
        points += (1..).take_while(|&calls| dies(story, last, calls)).count();
    }
    println!("{story} dies at {points} points");
    assert!(points >= floor, "{story} dies at {points} points only");
}

#[test]
fn a_rotated_secret_survives_every_death() {
    dies_everywhere("rotate", &[1, 5], 6);
}

#[test]
fn a_rotated_secret_survives_every_death_in_classic() {
    dies_everywhere("rotate-classic-equals", &[1, 4], 6);
    dies_everywhere("rotate-classic-matches", &[1], 3);
}

#[test]
fn a_rotated_pattern_survives_every_death() {
    dies_everywhere("rotate-patterns", &[1], 3);
}

#[test]
fn a_check_that_comes_changes_and_goes_survives_every_death() {
    dies_everywhere("check", &[1, 2, 3, 4, 5], 10);
}

#[test]
fn the_laws_notice_haste() {
    for story in ["rotate", "rotate-classic-equals", "rotate-patterns"] {
        let (perimeter, steps) = (Perimeter::new(), steps(story));
        assert_eq!(perimeter.apply(&steps[0], &wishes(&steps[0])).broken, Vec::<String>::new());
        let hasty = Wishes { hasty: true, deaths: Vec::new(), ..wishes(&steps[1]) };
        let broken = perimeter.apply(&steps[1], &hasty).broken;
        assert!(broken.iter().any(|one| one.contains("does not get through cdn.site")), "{story}: {broken:?}");
    }
}
