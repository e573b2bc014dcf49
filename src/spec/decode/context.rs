use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Diagnostic, Edit, Problems, Span};
use crate::names::BlockAddr;
use crate::spec::{Allow, ForeignArn, Gaps, Lookalike, Mention};

/// Every named block there is, before any of them is decoded: references are judged against it.
#[derive(Debug, Default)]
pub struct Index {
    /// Block to the span of its header.
    pub blocks: BTreeMap<BlockAddr, Span>,
    /// Whether some part of the spec could not be read, so that a missing block may only be hidden.
    pub uncertain: bool,
    /// Names of blocks whose kind nobody can guess: a reference may mean one of them.
    pub unplaced: BTreeSet<String>,
    /// Distributions with an alias: their `url` is known before anything exists.
    pub aliased_cdns: BTreeSet<String>,
}

/// What decoding of one block adds to.
pub struct Context<'a> {
    pub index: &'a Index,
    pub problems: Problems,
    pub mentions: Vec<Mention>,
    pub lookalikes: Vec<Lookalike>,
    /// Whether a block needs an attribute of another one, other than to show it.
    pub attributes: bool,
    pub gaps: Gaps,
    pub allows: Vec<Allow>,
    /// ARNs of what exists already.
    pub foreign: Vec<ForeignArn>,
    /// The block that is being decoded; its name is empty when its kind has none.
    pub block: Option<BlockAddr>,
}

impl<'a> Context<'a> {
    pub fn new(index: &'a Index) -> Self {
        Self {
            index,
            problems: Problems::default(),
            mentions: Vec::new(),
            lookalikes: Vec::new(),
            attributes: false,
            gaps: Gaps::default(),
            allows: Vec::new(),
            foreign: Vec::new(),
            block: None,
        }
    }

    /// Complains.
    pub fn push(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// Whether none of the values at these places is a stand-in.
    pub fn are_sound(&self, places: &[Span]) -> bool {
        places.iter().all(|place| !self.gaps.value(*place))
    }

    /// Notes that the current block mentions `to`.
    pub fn depends(&mut self, to: &BlockAddr, span: Span) {
        if let Some(from) = &self.block {
            self.mentions.push(Mention { from: from.clone(), to: to.clone(), span });
        }
    }

    /// Looks up a block of one of `kinds` by name; complains at `span` when there is none.
    pub fn block_named(&mut self, kinds: &[&'static str], name: &str, span: Span) -> Option<BlockAddr> {
        let found =
            kinds.iter().map(|kind| BlockAddr::new(kind, name)).find(|addr| self.index.blocks.contains_key(addr));
        if let Some(addr) = found {
            self.depends(&addr, span);
            return Some(addr);
        }
        for kind in kinds {
            self.gaps.add_dangling(kind);
        }
        let wanted = kinds.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(" or ");
        if let Some((other, place)) = self.index.blocks.iter().find(|(addr, _)| addr.name() == name) {
            self.wrong_kind(kinds, other, *place, span);
        } else if !self.index.uncertain && !self.index.unplaced.contains(name) {
            let help = match name.starts_with("arn:") {
                true => "the name of a block is wanted here, not an ARN".to_owned(),
                false => self.suggest_block(kinds, name),
            };
            let problem = Diagnostic::error("E0301", format!("there is no {wanted} named `{name}`"))
                .at(span, "refers to nothing")
                .help(help);
            self.push(problem);
        }
        None
    }

    /// Complains at `span` that the block `other`, which stands at `place`, is none of `kinds`.
    pub fn wrong_kind(&mut self, kinds: &[&'static str], other: &BlockAddr, place: Span, span: Span) {
        let wanted = kinds.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(" or ");
        let mut same = kinds.iter().map(|kind| BlockAddr::new(kind, other.name()));
        let same = same.find(|addr| self.index.blocks.contains_key(addr));
        let problem = Diagnostic::error("E0302", format!("`{other}` is a `{}`, not a {wanted}", other.kind()))
            .at(span, format!("a {wanted} is wanted here"))
            .at(place, format!("`{other}` is this one"))
            .help(match same {
                Some(same) => format!("did you mean `{same}`?"),
                None => self.suggest_block(kinds, other.name()),
            });
        self.push(problem);
        // Another slot may be the one that is wrong.
        self.gaps.add_value(span);
    }

    fn names(&self, kinds: &[&str]) -> Vec<&'a str> {
        self.index.blocks.keys().filter(|addr| kinds.contains(&addr.kind())).map(BlockAddr::name).collect()
    }

    fn suggest_block(&self, kinds: &[&str], name: &str) -> String {
        let names = self.names(kinds);
        if names.is_empty() {
            let kind = kinds.first().copied().unwrap_or("block");
            return format!("there is no such block yet: add `{kind} \"{name}\" {{ … }}`");
        }
        did_you_mean(name, &names)
    }
}

/// More names than this are not listed.
const MOST_KNOWN: usize = 24;

/// `did you mean …?` with the nearest of `known`, or all of them when none is near.
pub fn did_you_mean(word: &str, known: &[&str]) -> String {
    if let Some(bare) = word.strip_suffix(':').filter(|bare| known.contains(bare)) {
        return format!("write `{bare}` without the `:`");
    }
    match near(word, known).as_slice() {
        [] if known.is_empty() => "nothing can stand here".into(),
        [] => {
            let mut told = BTreeSet::new();
            let names: Vec<&str> = known.iter().copied().filter(|name| told.insert(*name)).collect();
            let shown = quoted(names.iter().copied().take(MOST_KNOWN), ", ");
            match names.len().saturating_sub(MOST_KNOWN) {
                0 => format!("known: {shown}"),
                more => format!("known: {shown}, and {more} more"),
            }
        }
        near => {
            let meant = quoted(near.iter().take(3).map(|(_, _, candidate)| *candidate), " or ");
            match lookalike(word) {
                Some(letter) => {
                    format!("did you mean {meant}? the `{letter}` in it is another letter, U+{:04X}", u32::from(letter))
                }
                None => format!("did you mean {meant}?"),
            }
        }
    }
}

/// The first Greek, Cyrillic or wide letter of a word: most of them look like Latin ones.
fn lookalike(word: &str) -> Option<char> {
    word.chars().find(|letter| matches!(letter, '\u{370}'..='\u{52f}' | '\u{ff01}'..='\u{ff5e}'))
}

/// Those of `known` that may be meant, the likeliest first, each with its distance.
pub(super) fn near<'k>(word: &str, known: &[&'k str]) -> Vec<(bool, usize, &'k str)> {
    let lower = word.to_lowercase();
    let mut near: Vec<(bool, usize, &str)> = known
        .iter()
        .filter_map(|candidate| {
            let known = candidate.to_lowercase();
            let most = 1 + known.len() / 4;
            let part = lower.len() >= 3 && (known.contains(&lower) || (known.len() >= 3 && lower.contains(&known)));
            if !part && known.chars().count().abs_diff(lower.chars().count()) > most {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&known, &lower);
            (part || distance <= most).then_some((distance > 1 && !part, distance, *candidate))
        })
        .collect();
    near.sort_unstable();
    near.dedup();
    near
}

/// The edit that puts in `span` the one word of the language that can be meant: one letter away, and no other is near. Digits are
/// never a slip: `TLSv1.2_2018` and `TLSv1.2_2019` are two things.
pub fn respelt(word: &str, known: &[&str], span: Span, quoted: bool) -> Option<(String, Edit)> {
    let near = near(word, known);
    let [(_, distance, meant)] = near.as_slice() else { return None };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    if *distance > 1 || word.len() < 3 || digits(word) != digits(meant) || is_another_word(word, meant) {
        return None;
    }
    let text = if quoted { format!("\"{meant}\"") } else { (*meant).to_owned() };
    Some((format!("write `{meant}`"), Edit::new(span, text)))
}

/// Whether a short word begins with another letter and has as many: `None` is no slip for `zone`.
fn is_another_word(word: &str, meant: &str) -> bool {
    let letters = |text: &str| text.to_lowercase().chars().collect::<Vec<_>>();
    let (mut one, mut other) = (letters(word), letters(meant));
    if one.len() != other.len() || one.len() > 4 || one.first() == other.first() {
        return false;
    }
    one.sort_unstable();
    other.sort_unstable();
    one != other
}

/// The one of `known` that is meant for sure: a slip of the keyboard away, and no other is as near.
pub fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let word = word.to_lowercase();
    let mut near: Vec<(usize, &str)> = known
        .map(|candidate| (strsim::damerau_levenshtein(&candidate.to_lowercase(), &word), candidate))
        .filter(|(distance, candidate)| *distance <= 2 && distance * 3 <= candidate.len())
        .collect();
    near.sort_unstable();
    match near.as_slice() {
        [(_, only)] => Some(only),
        [(first, nearest), (second, _), ..] if first < second => Some(nearest),
        _ => None,
    }
}

fn quoted<'a>(words: impl Iterator<Item = &'a str>, between: &str) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::FileId;

    #[test]
    fn a_slip_is_put_right_and_another_word_is_not() {
        let known = ["zone", "name", "timeout", "TLSv1.2_2021"];
        let meant = |word: &str| respelt(word, &known, Span::new(FileId(0), 0, 1), false).map(|(_, edit)| edit.text);
        for (word, right) in
            [("zoen", "zone"), ("ozne", "zone"), ("zon", "zone"), ("zones", "zone"), ("rimeout", "timeout")]
        {
            assert_eq!(meant(word).as_deref(), Some(right), "{word}");
        }
        for word in ["None", "gone", "nome", "TLSv1.2_2019", "time", "zo"] {
            assert_eq!(meant(word), None, "{word}");
        }
    }
}
