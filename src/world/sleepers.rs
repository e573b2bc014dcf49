use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard};
use std::task::{Context, Poll};
use std::time::Duration;

/// Virtual time and who sleeps on it. Time moves when the one who wakes first has looked [`ROUNDS`] times and nobody else had
/// anything to do: what is ready acts at the earlier instant.
#[derive(Debug)]
pub(super) struct Sleepers {
    now: Duration,
    /// When each wakes, and whether it can be woken: a future that its owner does not poll holds nobody back.
    naps: BTreeMap<(Duration, u64), bool>,
    next: u64,
}

/// How often the first sleeper lets everybody else go first before it moves time. A chain of tasks that hand something to each
/// other at one instant takes a round for each.
const ROUNDS: u32 = 4;
/// How often a later sleeper looks before it takes those before it for not polled.
const PATIENCE: u32 = 1_000;

impl Sleepers {
    pub(super) fn at(now: Duration) -> Self {
        Self { now, naps: BTreeMap::new(), next: 0 }
    }

    /// Time since 1970.
    pub(super) fn now(&self) -> Duration {
        self.now
    }

    /// Moves time forward, never back.
    pub(super) fn advance_to(&mut self, until: Duration) {
        self.now = self.now.max(until);
    }

    /// Whether nobody who can be woken wakes before `me`.
    fn is_first(&self, me: &(Duration, u64)) -> bool {
        self.naps.iter().find(|(_, awake)| **awake).is_none_or(|(first, _)| first >= me)
    }
}

/// Somebody who sleeps.
pub(super) struct Nap<'a> {
    sleepers: &'a Mutex<Sleepers>,
    me: (Duration, u64),
    /// How often it looked since time moved last.
    looked: u32,
    seen: Duration,
}

impl<'a> Nap<'a> {
    pub(super) fn new(sleepers: &'a Mutex<Sleepers>, duration: Duration) -> Self {
        let mut all = locked(sleepers);
        all.next += 1;
        let (seen, me) = (all.now, (all.now + duration, all.next));
        all.naps.insert(me, true);
        drop(all);
        Self { sleepers, me, looked: 0, seen }
    }
}

impl Future for Nap<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let sleepers = self.sleepers;
        let mut all = locked(sleepers);
        if all.now >= self.me.0 && self.looked > 0 {
            return Poll::Ready(());
        }
        if all.now != self.seen {
            (self.seen, self.looked) = (all.now, 0);
        }
        self.looked += 1;
        all.naps.insert(self.me, true);
        if self.looked > ROUNDS && all.is_first(&self.me) {
            all.advance_to(self.me.0);
            return Poll::Ready(());
        }
        if self.looked.is_multiple_of(PATIENCE) {
            let me = self.me;
            all.naps.range_mut(..me).for_each(|(_, awake)| *awake = false);
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Drop for Nap<'_> {
    fn drop(&mut self) {
        locked(self.sleepers).naps.remove(&self.me);
    }
}

fn locked(sleepers: &Mutex<Sleepers>) -> MutexGuard<'_, Sleepers> {
    sleepers.lock().unwrap_or_else(|broken| broken.into_inner())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures::StreamExt as _;
    use futures::future::join_all;

    use crate::world::Clock;
    use std::time::Duration;

    const fn seconds(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    #[tokio::test]
    async fn who_sleeps_at_the_same_time_sleeps_side_by_side() {
        let clock = Clock::virtual_from(Duration::ZERO);
        let woke = Arc::new(std::sync::Mutex::new(Vec::new()));
        let naps = [30, 10, 20].map(|length| {
            let (clock, woke) = (clock.clone(), Arc::clone(&woke));
            async move {
                clock.sleep(seconds(length)).await;
                woke.lock().expect("whole").push((length, clock.now().as_secs()));
                clock.sleep(seconds(5)).await;
                woke.lock().expect("whole").push((length, clock.now().as_secs()));
            }
        });
        join_all(naps).await;
        let woke = woke.lock().expect("whole").clone();
        assert_eq!(woke, [(10, 10), (10, 15), (20, 20), (20, 25), (30, 30), (30, 35)]);
    }

    #[tokio::test]
    async fn a_nap_that_nobody_polls_holds_nobody_back() {
        let clock = Clock::virtual_from(Duration::ZERO);
        let items = [1, 2].map(|length| clock.sleep(seconds(length)));
        let mut naps = futures::stream::iter(items).buffer_unordered(2);
        naps.next().await;
        // The second nap waits in a stream that is not looked at while this one sleeps past it.
        clock.sleep(seconds(10)).await;
        assert_eq!(clock.now(), seconds(11));
        naps.next().await;
        assert_eq!(clock.now(), seconds(11));
    }
}
