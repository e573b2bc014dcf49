//! Which changes take turns, so that no request is refused that is allowed before and after.
//!
//! A sender (a distribution) sends requests on to a gate (a web ACL and its parts). While both change, neither the old nor the
//! new gate may be met by what it does not know: the gate opens to what is new before the sender sends it, and closes to what
//! is old after the sender has stopped sending it everywhere. How the turns become waits is [`order`](super::order)'s affair.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Interruption, PlanError};
use crate::kinds::{self, AnyKind, Lets, LiveTree};
use crate::names::ResourceId;
use crate::state::{Edge, EdgeKind, State};
use crate::value::{Outputs, Tree};

/// What happens to a resource, as far as gates and senders are concerned.
pub(super) enum Move<'a> {
    /// It was not there before.
    Made(&'static dyn AnyKind),
    /// It was removed outside engine and is put back.
    PutBack,
    Changed {
        was: Tree,
        want: &'a Tree,
    },
    /// Another generation takes its place.
    Remade,
    Removed,
}

/// Everything turns are decided from.
pub(super) struct Scene<'a> {
    pub(super) state: &'a State,
    pub(super) observed: &'a BTreeMap<ResourceId, Option<LiveTree>>,
    /// Edges of every desired resource.
    pub(super) desired: &'a BTreeMap<ResourceId, Vec<Edge>>,
    /// What is not in it stays as it is.
    pub(super) moves: &'a BTreeMap<ResourceId, Move<'a>>,
}

/// A sender and a gate that take turns.
pub(super) struct Turn {
    pub(super) sender: ResourceId,
    pub(super) gate: ResourceId,
    /// The gate opens before the sender changes.
    pub(super) opens: bool,
    /// The gate closes after the sender has changed everywhere.
    pub(super) closes: bool,
}

/// Who takes turns.
#[derive(Default)]
pub(super) struct Turns {
    pub(super) turns: Vec<Turn>,
    /// Gates that are changed in two steps, and what they are in between.
    pub(super) widened: BTreeMap<ResourceId, Tree>,
    /// Senders that are waited for until they have changed everywhere, and gates that are until they have opened everywhere.
    pub(super) settled: BTreeSet<ResourceId>,
    pub(super) interruptions: Vec<Interruption>,
}

impl Turns {
    /// Gates that have to wait for a sender although they could change at once. What refers to them need not wait with them.
    pub(super) fn is_put_off(&self, gate: &ResourceId) -> bool {
        !self.widened.contains_key(gate) && self.turns.iter().any(|turn| turn.closes && turn.gate == *gate)
    }
}

/// Decides who takes turns.
///
/// # Errors
/// [`PlanError::Shape`] when recorded or wanted inputs are not of their kind's shape.
pub(super) fn turns(scene: &Scene<'_>) -> Result<Turns, PlanError> {
    let mut turns = Turns::default();
    for (sender, edges) in scene.desired {
        let Some(record) = scene.state.resources.get(sender) else { continue };
        let Some(kind) = kinds::by_name(&record.kind) else { continue };
        let recorded = record.edges.iter().filter(|edge| edge.kind.is_passage());
        let wanted = edges.iter().filter(|edge| edge.kind.is_passage());
        let mut gates: BTreeMap<&ResourceId, BTreeSet<EdgeKind>> = BTreeMap::new();
        recorded.chain(wanted).for_each(|edge| {
            gates.entry(&edge.to).or_default().insert(edge.kind);
        });
        let remade = matches!(scene.moves.get(sender), Some(Move::Remade));
        let changes = match scene.moves.get(sender) {
            Some(Move::Changed { was, want }) => kind.sends_otherwise(was, want).map_err(shape)?,
            Some(Move::Remade) => true,
            // What nobody sent through it until now nobody can miss.
            Some(Move::Made(_) | Move::PutBack | Move::Removed) => continue,
            None => false,
        };
        let outputs = match scene.observed.get(sender) {
            Some(Some(live)) => &live.outputs,
            Some(None) | None => &record.outputs,
        };
        if !changes && kind.in_force(outputs) {
            continue;
        }
        let goes = |edge: &Edge| matches!(scene.moves.get(&edge.to), Some(Move::Removed | Move::Remade));
        let held = |edge: &&Edge| edge.kind != EdgeKind::Follows && !edge.kind.is_passage();
        if changes && !remade && !kind.in_force(&Outputs::new()) && record.edges.iter().filter(held).any(goes) {
            // What it sent requests to until now goes when it sends none there any more.
            turns.settled.insert(sender.clone());
        }
        for (gate, ways) in gates {
            let lets = scene.lets(gate, &ways)?;
            let (opens, closes) = match lets {
                None | Some(Lets::Same) => continue,
                Some(Lets::More) => (changes, false),
                Some(Lets::Less) => (false, true),
                Some(Lets::Otherwise(_)) if !changes => (false, true),
                Some(Lets::Otherwise(Ok(both))) => {
                    turns.widened.insert(gate.clone(), both);
                    (true, true)
                }
                Some(Lets::Otherwise(Err(why))) => {
                    turns.interruptions.push(Interruption { sender: sender.clone(), gate: gate.clone(), why });
                    continue;
                }
            };
            if closes && !remade {
                turns.settled.insert(sender.clone());
            }
            if opens && matches!(scene.moves.get(gate), Some(Move::Changed { .. })) {
                turns.settled.insert(gate.clone());
            }
            if opens || closes {
                turns.turns.push(Turn { sender: sender.clone(), gate: gate.clone(), opens, closes });
            }
        }
    }
    Ok(turns)
}

impl Scene<'_> {
    /// What becomes of what a sender gets through this gate; `None` when nothing does.
    fn lets(&self, gate: &ResourceId, ways: &BTreeSet<EdgeKind>) -> Result<Option<Lets<Tree>>, PlanError> {
        let record = self.state.resources.get(gate);
        let kind = record.and_then(|record| kinds::by_name(&record.kind));
        let closes = kind.is_some_and(|kind| kind.closes());
        let wanted = || self.desired.get(gate).into_iter().flatten();
        let another = || Lets::Otherwise(Err("another web ACL takes its place".to_owned()));
        Ok(match self.moves.get(gate) {
            Some(Move::Made(kind)) => (kind.closes() && self.stays(wanted())).then_some(Lets::Less),
            Some(Move::Removed) => {
                let recorded = record.into_iter().flat_map(|record| &record.edges);
                (closes && self.stays(recorded)).then_some(Lets::More)
            }
            Some(Move::Remade) => (closes && self.stays(wanted())).then(another),
            Some(Move::Changed { .. }) if closes => Some(another()),
            Some(Move::Changed { was, want }) => {
                let Some(kind) = kind else { return Ok(None) };
                let lets = kind.lets(was, want).map_err(shape)?;
                Some(match (ways.contains(&EdgeKind::Passes), ways.contains(&EdgeKind::Avoids)) {
                    _ if lets == Lets::Same => lets,
                    (true, false) => lets,
                    (false, _) => kept_out(lets),
                    (true, true) => Lets::Otherwise(Err("what it matched was let through and is kept out".to_owned())),
                })
            }
            // What is put back has let everything through meanwhile: closing it again is more urgent than anything else.
            Some(Move::PutBack) | None => None,
        })
    }

    /// Whether what stands behind a gate with these edges goes on standing there.
    fn stays<'e>(&self, mut edges: impl Iterator<Item = &'e Edge>) -> bool {
        edges.all(|edge| {
            let moved = matches!(self.moves.get(&edge.to), Some(Move::Made(_) | Move::Remade | Move::Removed));
            edge.kind != EdgeKind::Exists || !moved
        })
    }
}

/// What a gate lets through by a part of it that matches more or less of what is to be kept out.
fn kept_out(matches: Lets<Tree>) -> Lets<Tree> {
    match matches {
        Lets::Same => Lets::Same,
        Lets::More => Lets::Less,
        Lets::Less => Lets::More,
        Lets::Otherwise(_) => Lets::Otherwise(Err(
            "what only the old and what only the new one keeps out cannot be told apart".to_owned(),
        )),
    }
}

fn shape(problem: impl std::fmt::Display) -> PlanError {
    PlanError::Shape(problem.to_string())
}
