use std::collections::{BTreeSet, BinaryHeap};

use crate::kinds;
use crate::plan::{Action, Operation};

/// Which operation goes next: of those whose predecessors are done, the one with the longest way still to go behind it.
pub(super) struct Schedule {
    /// Per operation: those that wait for it.
    followers: Vec<Vec<usize>>,
    /// Per operation: how many it still waits for.
    waiting: Vec<usize>,
    /// Per operation: the longest way from it to an end, in expected seconds.
    length: Vec<u64>,
    ready: BinaryHeap<(u64, std::cmp::Reverse<usize>)>,
    blocked: BTreeSet<usize>,
}

impl Schedule {
    pub(super) fn new(operations: &[Operation]) -> Self {
        let mut followers = vec![Vec::new(); operations.len()];
        let waiting: Vec<usize> = operations.iter().map(|operation| operation.after.len()).collect();
        for operation in operations {
            for &earlier in &operation.after {
                followers[earlier].push(operation.id);
            }
        }
        let weights: Vec<u64> = operations.iter().map(weight).collect();
        let length = lengths(&followers, &waiting, &weights);
        let mut schedule = Self { followers, waiting, length, ready: BinaryHeap::new(), blocked: BTreeSet::new() };
        for id in 0..operations.len() {
            if schedule.waiting[id] == 0 {
                schedule.offer(id);
            }
        }
        schedule
    }

    fn offer(&mut self, id: usize) {
        self.ready.push((self.length[id], std::cmp::Reverse(id)));
    }

    /// The next operation that may start now.
    pub(super) fn next(&mut self) -> Option<usize> {
        self.ready.pop().map(|(_, std::cmp::Reverse(id))| id)
    }

    /// `id` is done: what waited only for it may start.
    pub(super) fn done(&mut self, id: usize) {
        for follower in self.followers[id].clone() {
            self.waiting[follower] -= 1;
            if self.waiting[follower] == 0 && !self.blocked.contains(&follower) {
                self.offer(follower);
            }
        }
    }

    /// `id` failed: nothing behind it will start.
    pub(super) fn failed(&mut self, id: usize) {
        let mut open = self.followers[id].clone();
        while let Some(follower) = open.pop() {
            if self.blocked.insert(follower) {
                open.extend(self.followers[follower].iter().copied());
            }
        }
    }
}

/// How long an operation is expected to take, in seconds; never nothing for a call, so that the longer of two ways counts.
fn weight(operation: &Operation) -> u64 {
    let takes = kinds::by_name(&operation.kind).map(|kind| kind.takes());
    u64::from(match operation.action {
        Action::Create { .. } => takes.map_or(1, |takes| takes.make),
        Action::Update { .. } => takes.map_or(1, |takes| takes.change),
        // To be in force everywhere is what a removal waits for as well, once it is disabled.
        Action::Delete { .. } | Action::Settle { .. } => takes.map_or(1, |takes| takes.remove),
        Action::Record { .. } | Action::Forget { .. } => 0,
    })
}

/// Longest way from each operation to an end, itself included.
fn lengths(followers: &[Vec<usize>], waiting: &[usize], weights: &[u64]) -> Vec<u64> {
    let mut waiting = waiting.to_vec();
    let mut order: Vec<usize> = (0..waiting.len()).filter(|&id| waiting[id] == 0).collect();
    let mut next = 0;
    while next < order.len() {
        for &follower in &followers[order[next]] {
            waiting[follower] -= 1;
            if waiting[follower] == 0 {
                order.push(follower);
            }
        }
        next += 1;
    }
    let mut length = weights.to_vec();
    for &id in order.iter().rev() {
        length[id] = weights[id] + followers[id].iter().map(|&follower| length[follower]).max().unwrap_or(0);
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::ResourceId;
    use crate::value::Tree;

    fn operation(id: usize, after: &[usize]) -> Operation {
        Operation {
            id,
            resource: ResourceId::new(format!("x.{id}/x")),
            kind: "x".into(),
            action: Action::Delete { id: String::new(), was: Tree::default() },
            after: after.to_vec(),
            place: None,
        }
    }

    #[test]
    fn the_longest_way_goes_first() {
        let mut schedule =
            Schedule::new(&[operation(0, &[]), operation(1, &[]), operation(2, &[1]), operation(3, &[2])]);
        assert_eq!([schedule.next(), schedule.next(), schedule.next()], [Some(1), Some(0), None]);
        schedule.done(1);
        assert_eq!(schedule.next(), Some(2));
    }

    #[test]
    fn what_takes_long_goes_before_a_longer_row_of_what_does_not() {
        let of = |kind: &str, operation| Operation { kind: kind.into(), ..operation };
        let mut schedule = Schedule::new(&[
            operation(0, &[]),
            operation(1, &[0]),
            operation(2, &[1]),
            of("cloudfront-distribution", operation(3, &[])),
        ]);
        assert_eq!([schedule.next(), schedule.next()], [Some(3), Some(0)]);
    }

    #[test]
    fn a_failure_stops_only_what_depends_on_it() {
        let mut schedule =
            Schedule::new(&[operation(0, &[]), operation(1, &[0]), operation(2, &[]), operation(3, &[2, 1])]);
        let first = [schedule.next(), schedule.next()];
        assert_eq!(first, [Some(0), Some(2)]);
        schedule.failed(0);
        schedule.done(2);
        assert_eq!(schedule.next(), None);
    }
}
