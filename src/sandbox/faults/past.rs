use std::collections::VecDeque;
use std::time::Duration;

use super::dice::side;
use crate::sandbox::World;

/// How old an answer from an earlier world may be. AWS promises no bound; its eventually consistent services catch up within
/// seconds.
pub(super) const STALENESS: Duration = Duration::from_secs(10);
/// How many earlier worlds are kept: enough for the calls of ten seconds on one lane.
const KEPT: usize = 16;

/// Earlier worlds, each as it was before a change, and when that change came.
#[derive(Debug, Default)]
pub(super) struct Past(VecDeque<(Duration, World)>);

impl Past {
    /// The world is about to change from `before`.
    pub(super) fn remember(&mut self, now: Duration, before: World) {
        while self.0.len() >= KEPT || self.0.front().is_some_and(|(until, _)| *until + STALENESS < now) {
            self.0.pop_front();
        }
        self.0.push_back((now, before));
    }

    /// A world that was true at some moment of the last [`STALENESS`]; `None` when nothing has changed since.
    pub(super) fn recall(&self, now: Duration, seed: u64, turn: u64) -> Option<World> {
        let near: Vec<&World> =
            self.0.iter().filter(|(until, _)| *until + STALENESS >= now).map(|(_, world)| world).collect();
        near.get(side(seed, 3, turn, near.len())).map(|world| (*world).clone())
    }
}
