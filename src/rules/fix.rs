use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::rule::read;
use crate::diag::{Diagnostic, Edit, Problems, Severity, SourceMap, edited};
use crate::world::Files;

/// Fixes reveal others in what could not be read before; after so many rounds the rest is left to people.
const ROUNDS: usize = 20;

/// How often the files are read anew to see which of the fixes is to blame, when they are small.
const TRIES: usize = 200;

/// How often in any case, which is enough to find a bad fix or two among fifty.
const FEWEST_TRIES: usize = 30;

/// How many bytes may be read anew beyond that: a large file in another language takes seconds, not minutes.
const REREAD: usize = 2 << 20;

/// What became of a spec and its includes.
#[derive(Debug)]
pub struct Fixed {
    /// Each file that changes: its text before and after.
    pub files: BTreeMap<PathBuf, (String, String)>,
    /// How many problems are gone.
    pub count: usize,
    /// What is left to do by hand.
    pub problems: Problems,
    /// The texts as they are with the changes.
    pub sources: SourceMap,
}

/// Makes the edits that problems of a spec offer, in memory. An edit after which there is an error that was not there before is not
/// made; what only shows because its block can be read now does not count as one.
pub fn fix(path: &Path, files: &dyn Files) -> Fixed {
    let mut work = Work { path, files, texts: BTreeMap::new(), tries: TRIES };
    let (mut sources, mut problems) = work.read(&work.texts);
    let bytes: usize = sources.files().map(|file| sources.text(file).len()).sum();
    work.tries = (REREAD / bytes.max(1)).clamp(FEWEST_TRIES, TRIES);
    let mut count = 0;
    let mut refused: Vec<Diagnostic> = Vec::new();
    for _ in 0..ROUNDS {
        let offered: Vec<Diagnostic> =
            problems.0.iter().filter(|problem| problem.fix.is_some() && !refused.contains(problem)).cloned().collect();
        if offered.is_empty() {
            break;
        }
        let mut made = work.attempt(&offered, &problems, &sources);
        if made.is_none() {
            // Which of them is no good? The others are made now or in the next round.
            made = work.part_of(&offered, &problems, &sources, &mut refused);
        }
        let Some(made) = made else { continue };
        count += made.count;
        (work.texts, sources, problems) = (made.texts, made.sources, made.problems);
    }
    Fixed { files: work.texts, count, problems, sources }
}

type Texts = BTreeMap<PathBuf, (String, String)>;

struct Work<'a> {
    path: &'a Path,
    files: &'a dyn Files,
    texts: Texts,
    tries: usize,
}

struct Attempt {
    texts: Texts,
    count: usize,
    sources: SourceMap,
    problems: Problems,
}

impl Work<'_> {
    fn read(&self, texts: &Texts) -> (SourceMap, Problems) {
        let mut sources = SourceMap::default();
        let problems = read(self.path, &Overlay { texts, below: self.files }, &mut sources).problems;
        (sources, problems)
    }

    /// The largest part found of fixes that are no good together, and the state after it; single ones that are no good are put to
    /// `refused`. By halves, so that one bad fix among many costs a few readings.
    fn part_of(
        &mut self,
        offered: &[Diagnostic],
        problems: &Problems,
        sources: &SourceMap,
        refused: &mut Vec<Diagnostic>,
    ) -> Option<Attempt> {
        if let [one] = offered {
            refused.push(one.clone());
            return None;
        }
        let (first, second) = offered.split_at(offered.len() / 2);
        let mut best: Option<Attempt> = None;
        for half in [first, second] {
            let made = self.attempt(half, problems, sources);
            let made = made.or_else(|| self.part_of(half, problems, sources, refused));
            if made.as_ref().map(|made| made.count) > best.as_ref().map(|best| best.count) {
                best = made;
            }
        }
        best
    }

    /// The state after some fixes, those left out that touch what another one changes; `None` when that is no better.
    fn attempt(&mut self, offered: &[Diagnostic], problems: &Problems, sources: &SourceMap) -> Option<Attempt> {
        self.tries = self.tries.checked_sub(1)?;
        let (mut edits, mut made) = (Vec::new(), Vec::new());
        for problem in offered {
            let wanted = problem.fix.as_ref().map_or(&[][..], |fix| fix.edits.as_slice());
            if !wanted.iter().any(|edit| edits.iter().any(|other| touches(edit, other))) {
                edits.extend_from_slice(wanted);
                made.push(problem);
            }
        }
        let mut texts = self.texts.clone();
        let mut put = Vec::new();
        for file in sources.files() {
            let text = sources.text(file);
            let of_file = edits.iter().filter(|edit| edit.span.file == file);
            let of_file: Vec<Edit> = of_file.map(|edit| whole(edit, text)).collect();
            let after = edited(text, &of_file);
            if after != text {
                let path = sources.path(file).to_owned();
                put.extend(places(&of_file).into_iter().map(|place| (path.clone(), place)));
                texts.entry(path).or_insert_with(|| (text.to_owned(), String::new())).1 = after;
            }
        }
        let (sources, left) = self.read(&texts);
        let still = left.0.iter().filter(|problem| {
            let Some(span) = problem.labels.first().map(|label| label.span) else { return false };
            let overlaps = |place: &Range<usize>| (span.start as usize) < place.end && place.start < span.end as usize;
            put.iter().any(|(path, place)| path == sources.path(span.file) && overlaps(place))
        });
        let still: Vec<&Diagnostic> = still.collect();
        is_better(&made, &still, problems, &left).then_some(Attempt {
            texts,
            count: made.len(),
            sources,
            problems: left,
        })
    }
}

fn touches(one: &Edit, other: &Edit) -> bool {
    one.span.file == other.span.file && one.span.start <= other.span.end && other.span.start <= one.span.end
}

/// An edit of a fix as it is made: what leaves nothing but blanks in its line takes the line with it.
pub fn whole(edit: &Edit, text: &str) -> Edit {
    let (start, end) = (edit.span.start as usize, edit.span.end as usize);
    let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let next = text[end..].find('\n').map_or(text.len(), |newline| end + newline + 1);
    let alone = text[line..start].trim().is_empty() && text[end..next].trim().is_empty();
    if !edit.text.is_empty() || !alone {
        return edit.clone();
    }
    let mut edit = edit.clone();
    (edit.span.start, edit.span.end) = (line as u32, next as u32);
    edit
}

/// Where the texts of edits of one file stand afterwards.
fn places(edits: &[Edit]) -> Vec<Range<usize>> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.span.start);
    let (mut added, mut removed) = (0, 0);
    let place = |edit: &Edit| {
        let start = edit.span.start as usize + added - removed;
        added += edit.text.len();
        removed += (edit.span.end - edit.span.start) as usize;
        start..start + edit.text.len()
    };
    sorted.into_iter().map(place).collect()
}

/// Whether fixes made their problems go away and brought no errors. Errors of a later stage were hidden by what is fixed now, and
/// one that offers a fix itself was hidden behind its neighbour. `still` is what is said about the places that were changed.
fn is_better(made: &[&Diagnostic], still: &[&Diagnostic], before: &Problems, after: &Problems) -> bool {
    let Some(stage) = made.iter().map(|problem| stage(problem)).max() else { return false };
    let gone = !made.iter().any(|problem| still.iter().any(|other| other.code == problem.code));
    let brought = after.0.iter().any(|problem| {
        problem.severity == Severity::Error
            && self::stage(problem) <= stage
            && problem.fix.is_none()
            && same(problem, after) > same(problem, before)
    });
    gone && !brought
}

fn same(problem: &Diagnostic, among: &Problems) -> usize {
    among.0.iter().filter(|other| other.code == problem.code && other.message == problem.message).count()
}

/// Text, shape, references, meaning: how far a spec must have been understood for a problem to be seen.
fn stage(problem: &Diagnostic) -> &'static str {
    problem.code.get(1..3).unwrap_or_default()
}

/// Files with changes that are not on the disk yet.
struct Overlay<'a> {
    texts: &'a Texts,
    below: &'a dyn Files,
}

impl Files for Overlay<'_> {
    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>> {
        match self.texts.get(path) {
            Some((_, after)) => Ok(after.as_bytes()[..after.len().min(limit)].to_vec()),
            None => self.below.read(path, limit),
        }
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        self.below.real_path(path)
    }
}
