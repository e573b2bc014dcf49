use std::collections::BTreeMap;

use super::lower::{Lowering, Setting};
use super::{Wish, keeping, waf};
use crate::diag::Problems;
use crate::spec::Reading;
use crate::world::Folder;

/// What can be said of a spec without an environment, beyond the rules of the language: whether there are such fields as its
/// `ignore-changes` name, and whether web ACLs have room for their rules.
pub fn check(reading: &Reading) -> Problems {
    let mut problems = keeping::check(&reading.draft);
    let mut room = room(reading);
    room.0.retain(|problem| problem.labels.iter().all(|label| !reading.gaps.value(label.span)));
    problems.extend(room);
    problems
}

/// E0840, from what web ACLs become. What else lowering finds is for an environment to say.
fn room(reading: &Reading) -> Problems {
    let (spec, folder) = (&reading.draft, Folder::new(""));
    let setting = Setting { env: "", value: &|_| None, made_as: &|_| None, folder: &folder };
    let (renamed, named, wish) = (BTreeMap::new(), BTreeMap::new(), Wish::default());
    let mut lowering = Lowering { spec, setting: &setting, renamed, named, wish, problems: Problems::default() };
    waf::lower(&mut lowering);
    let mut problems = lowering.problems;
    problems.0.retain(|problem| problem.code == "E0840");
    problems
}
