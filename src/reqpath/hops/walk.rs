use super::super::header_changes::HeaderChanges;
use super::super::judge::Judge;
use super::super::live::Live;
use super::super::model::Perimeter;
use super::super::trail::{Answer, Decision, Fork, Hop, Note, Part, Reached, Step, Trail};
use super::super::truth::{Given, Truth};
use crate::names::ResourceId;

/// A request on its way: what it met so far.
pub(in crate::reqpath) struct Walk<'a> {
    pub(super) judge: &'a Judge,
    hops: Vec<Hop>,
    given: Given,
    /// How what is reached answers, when somebody knows.
    pub(in crate::reqpath) own_status: Option<u16>,
    /// What counts the request and keeps answers, when it really flows.
    pub(super) live: Option<&'a dyn Live>,
    /// Whether answers are wanted as they come to a distribution: who carries them changes their headers.
    pub(super) bare: bool,
}

/// How a way ends, as long as everything on it passes that nobody can tell.
#[derive(Debug, Clone, Default)]
pub(in crate::reqpath) struct End {
    pub(super) status: Option<u16>,
    pub(super) by: Option<ResourceId>,
    pub(super) reached: Option<Reached>,
    pub(super) answer: Option<Answer>,
    /// Where it may have ended before.
    pub(super) forks: Vec<Fork>,
    /// Why nobody can tell, where no other end can be named.
    pub(super) doubt: Option<String>,
    /// Whether an answer is of a rule's own making, which error pages leave alone.
    pub(super) of_rule: bool,
    /// What a response headers policy does with the answer.
    pub(super) headers: Option<Box<HeaderChanges>>,
}

impl End {
    /// Somebody of the perimeter answers.
    pub(super) fn answer(by: &ResourceId, answer: Answer) -> Self {
        Self { status: Some(answer.status), by: Some(by.clone()), answer: Some(answer), ..Self::default() }
    }

    /// Something gets the request and answers by itself.
    pub(super) fn reached(reached: Reached, status: Option<u16>) -> Self {
        Self { status, by: reached.at().cloned(), reached: Some(reached), ..Self::default() }
    }

    /// Nobody can tell how it ends.
    pub(super) fn doubtful(why: impl Into<String>) -> Self {
        Self { doubt: Some(why.into()), ..Self::default() }
    }

    /// It may have ended before.
    pub(super) fn or(mut self, mut forks: Vec<Fork>) -> Self {
        forks.append(&mut self.forks);
        Self { forks, ..self }
    }
}

impl<'a> Walk<'a> {
    pub(in crate::reqpath) fn new(judge: &'a Judge) -> Self {
        Self { judge, hops: Vec::new(), given: Given::new(), own_status: None, live: None, bare: false }
    }

    /// The same of a request that really flows, if something counts it.
    pub(in crate::reqpath) fn living(self, live: Option<&'a dyn Live>) -> Self {
        Self { bare: self.bare || live.is_some(), live, ..self }
    }

    /// The same of a request whose answer is wanted as it comes to a distribution.
    pub(in crate::reqpath) fn bare(self) -> Self {
        Self { bare: true, ..self }
    }

    pub(super) fn perimeter(&self) -> &'a Perimeter {
        self.judge.perimeter()
    }

    /// Notes a hop.
    pub(super) fn hop(&mut self, hop: Hop) {
        self.hops.push(hop);
    }

    /// Notes what the outcome rests on.
    pub(super) fn given(&mut self, given: Given) {
        self.given.extend(given);
    }

    /// A walk of its own beside this one, whose hops are not told.
    pub(super) fn aside(&self) -> Walk<'a> {
        Walk::new(self.judge)
    }

    /// Tells the hops that a walk beside this one met.
    pub(super) fn join(&mut self, other: Walk<'a>) {
        self.given.extend(other.given);
    }

    /// What became of the request.
    pub(in crate::reqpath) fn finish(self, end: End) -> Trail {
        let same = end.reached.is_none() && end.forks.iter().all(|fork| Some(fork.status) == end.status);
        let same_by = end.forks.iter().all(|fork| fork.by == end.by);
        let uncertain = match (&end.doubt, end.forks.first()) {
            (Some(doubt), _) => Some(doubt.clone()),
            (None, Some(fork)) if !same => Some(fork.why.clone()),
            (None, _) => None,
        };
        let certain = uncertain.is_none();
        let mut or_else = end.forks;
        if !certain && let (Some(status), None) = (end.status, &end.reached) {
            or_else.push(Fork { status, by: end.by.clone(), why: "otherwise".to_owned() });
        }
        Trail {
            hops: self.hops,
            status: end.status.filter(|_| certain),
            decided_by: end.by.filter(|_| certain && same_by),
            reaches: end.reached,
            uncertain,
            or_else: if certain { Vec::new() } else { or_else },
            assuming: self.given,
            answer: end.answer.filter(|_| certain),
            headers: end.headers.map(|changes| *changes),
        }
    }
}

/// A hop in words.
pub(super) fn hop(step: Step, at: &ResourceId, decision: Decision, why: impl Into<String>) -> Hop {
    Hop { step, at: Some(at.clone()), part: None, decision, status: None, why: why.into(), notes: Vec::new() }
}

impl Hop {
    pub(super) fn part(self, part: Part) -> Self {
        Self { part: Some(part), ..self }
    }

    pub(super) fn status(self, status: u16) -> Self {
        Self { status: Some(status), ..self }
    }

    pub(super) fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(Note { part: None, text: text.into() });
        self
    }

    pub(super) fn notes(mut self, notes: Vec<Note>) -> Self {
        self.notes.extend(notes);
        self
    }
}

/// What a hop does with what holds, does not, or cannot be told.
pub(super) enum Settled {
    /// It holds.
    Yes,
    /// It does not.
    No,
    /// Nobody can tell, and why.
    Unsure(String),
}

impl Walk<'_> {
    /// Takes the assumptions of a truth into account.
    pub(super) fn settle(&mut self, truth: Truth) -> Settled {
        match truth {
            Truth::Yes(given) => {
                self.given(given);
                Settled::Yes
            }
            Truth::No(given) => {
                self.given(given);
                Settled::No
            }
            Truth::Unsure(why) => Settled::Unsure(why),
        }
    }
}
