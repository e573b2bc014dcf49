//! Keeps calls under the rates AWS allows, so that a big deploy goes as fast as it may and is not slowed by refusals.
//!
//! Every operation of a service and region has a lane, and some share a second one (all of API Gateway, all of Lambda but two).
//! A lane is a token bucket. A throttle halves its rate and empties it, every call that goes well gives a little of the rate
//! back. Whoever waits for a lane waits in line: the calls that were asked for first go first.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use super::hands::Ticket;
use super::rates::{Rate, Rates};
use crate::world::Clock;

/// The pace of one run. Clones share it.
#[derive(Clone, Default)]
pub(super) struct Pace {
    /// Whether lanes are limited before anybody was throttled in them.
    foresees: bool,
    lanes: Arc<Mutex<HashMap<Key, Arc<Lane>>>>,
}

/// Service, region, lane.
type Key = (&'static str, String, &'static str);

struct Lane {
    rate: Rate,
    /// Held by whoever goes next.
    turn: tokio::sync::Mutex<()>,
    meter: Mutex<Meter>,
}

struct Meter {
    /// When the bucket will be full again, on the run's clock; in the past when it is full now.
    full_at: Duration,
    /// The part of the rate that is used: 1 until somebody was throttled.
    share: f64,
    /// When the rate was cut last: calls sent before that say nothing about the new rate.
    cut_at: Option<Duration>,
}

/// The least part of a rate that repeated throttles leave.
const LEAST: f64 = 1.0 / 8.0;
/// What a call that went well gives back of the rate.
const REGAIN: f64 = 1.0 / 20.0;

impl Pace {
    /// Limits every lane to what AWS is known to allow. Without it a lane is only limited after a throttle: the embedded cloud
    /// has no rates.
    pub(super) fn foreseeing() -> Self {
        Self { foresees: true, lanes: Arc::default() }
    }

    /// Waits until the call may be sent. Gives the instant it goes out, to be handed back with what came of it.
    pub(super) async fn enter(&self, ticket: &Ticket<'_>, clock: &Clock, waits: impl Fn(Duration)) -> Duration {
        // The narrow lane first: whoever waits there has taken nothing from the others yet.
        for lane in self.lanes_of(ticket) {
            let _turn = lane.turn.lock().await;
            while let Some(wait) = lane.wait(self.foresees, clock.now()) {
                waits(wait);
                clock.sleep(wait).await;
            }
            lane.take(clock.now());
        }
        clock.now()
    }

    /// A call that was not throttled gives back a little of what throttles took.
    pub(super) fn went_well(&self, ticket: &Ticket<'_>) {
        if let Some(lane) = self.own_lane(ticket) {
            let mut meter = lane.meter();
            meter.share = (meter.share + REGAIN).min(1.0);
        }
    }

    /// The call that went out at `sent` was throttled; `pause` is how long the service asked to be left alone.
    pub(super) fn throttled(&self, ticket: &Ticket<'_>, sent: Duration, pause: Option<Duration>, now: Duration) {
        let Some(lane) = self.own_lane(ticket) else { return };
        let mut meter = lane.meter();
        // Many calls may be under way when the first is refused; together they are one sign.
        if meter.cut_at.is_none_or(|cut| sent >= cut) {
            meter.share = (meter.share / 2.0).max(LEAST);
            meter.cut_at = Some(now);
        }
        let empty = now + pause.unwrap_or_default() + lane.rate.depth_at(meter.share);
        meter.full_at = meter.full_at.max(empty);
    }

    fn own_lane(&self, ticket: &Ticket<'_>) -> Option<Arc<Lane>> {
        self.lanes_of(ticket).next()
    }

    /// The operation's own lane, then the one it shares.
    fn lanes_of(&self, ticket: &Ticket<'_>) -> impl Iterator<Item = Arc<Lane>> + use<> {
        let Rates { own, shared } = Rates::of(ticket.service, ticket.operation);
        let mut lanes = self.lanes.lock().unwrap_or_else(|broken| broken.into_inner());
        let mut lane = |(name, rate): (&'static str, Rate)| {
            let key = (ticket.service, ticket.region.to_owned(), name);
            Arc::clone(lanes.entry(key).or_insert_with(|| Arc::new(Lane::new(rate))))
        };
        let lanes: Vec<_> = [Some(own), shared].into_iter().flatten().map(&mut lane).collect();
        lanes.into_iter()
    }
}

impl Lane {
    fn new(rate: Rate) -> Self {
        let meter = Meter { full_at: Duration::ZERO, share: 1.0, cut_at: None };
        Self { rate, turn: tokio::sync::Mutex::default(), meter: Mutex::new(meter) }
    }

    /// How long until there is a token; `None` when there is one.
    fn wait(&self, foresees: bool, now: Duration) -> Option<Duration> {
        let meter = self.meter();
        if !foresees && meter.share >= 1.0 {
            return None;
        }
        // A bucket that lacks a token less than all of them holds one.
        let slack = self.rate.depth_at(meter.share).saturating_sub(self.rate.every_at(meter.share));
        meter.full_at.saturating_sub(slack).checked_sub(now).filter(|wait| !wait.is_zero())
    }

    fn take(&self, now: Duration) {
        let mut meter = self.meter();
        meter.full_at = meter.full_at.max(now) + self.rate.every_at(meter.share);
    }

    fn meter(&self) -> MutexGuard<'_, Meter> {
        self.meter.lock().unwrap_or_else(|broken| broken.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use futures::future::join_all;

    use super::*;

    const DEPLOY: Ticket<'static> = Ticket { service: "apigateway", operation: "CreateDeployment", region: "" };

    fn clock() -> Clock {
        Clock::virtual_from(Duration::from_secs(1_000))
    }

    /// Sends `count` calls at once; how long until the last one went out.
    async fn spent(pace: &Pace, clock: &Clock, ticket: Ticket<'_>, count: usize) -> Duration {
        let began = clock.now();
        join_all((0..count).map(|_| pace.enter(&ticket, clock, |_| ()))).await;
        clock.now() - began
    }

    #[tokio::test]
    async fn a_burst_goes_at_once_and_the_rest_at_the_rate() {
        let (pace, clock) = (Pace::foreseeing(), clock());
        assert_eq!(spent(&pace, &clock, DEPLOY, 4).await, Duration::from_secs(15), "one in five seconds");
        let get = Ticket::from(("apigateway", "GetStage"));
        let (pace, clock) = (Pace::foreseeing(), self::clock());
        assert_eq!(spent(&pace, &clock, get, 40).await, Duration::ZERO, "forty at once");
        assert_eq!(spent(&pace, &clock, get, 20).await, Duration::from_secs(2), "then ten a second");
    }

    #[tokio::test]
    async fn operations_share_what_the_service_counts_together() {
        let (pace, clock) = (Pace::foreseeing(), clock());
        spent(&pace, &clock, Ticket::from(("lambda", "GetAlias")), 15).await;
        let other = spent(&pace, &clock, Ticket::from(("lambda", "GetFunctionConfiguration")), 15).await;
        assert_eq!(other.as_millis(), 1_000);
        assert_eq!(spent(&pace, &clock, Ticket::from(("lambda", "GetPolicy")), 15).await, Duration::ZERO);
    }

    #[tokio::test]
    async fn regions_do_not_slow_each_other() {
        let (pace, clock) = (Pace::foreseeing(), clock());
        let there = Ticket { region: "us-east-1", ..DEPLOY };
        let (one, other) = tokio::join!(spent(&pace, &clock, DEPLOY, 3), spent(&pace, &clock, there, 3));
        assert_eq!((one, other), (Duration::from_secs(10), Duration::from_secs(10)));
    }

    #[tokio::test]
    async fn a_throttle_halves_the_rate_and_success_restores_it() {
        let (pace, clock) = (Pace::foreseeing(), clock());
        let sent = pace.enter(&DEPLOY, &clock, |_| ()).await;
        // Two calls under way are one sign.
        pace.throttled(&DEPLOY, sent, None, clock.now() + Duration::from_millis(1));
        pace.throttled(&DEPLOY, sent, None, clock.now() + Duration::from_millis(1));
        spent(&pace, &clock, DEPLOY, 1).await;
        assert_eq!(spent(&pace, &clock, DEPLOY, 3).await, Duration::from_secs(30));
        (0..20).for_each(|_| pace.went_well(&DEPLOY));
        clock.advance(Duration::from_secs(60));
        assert_eq!(spent(&pace, &clock, DEPLOY, 3).await, Duration::from_secs(10));
    }

    #[tokio::test]
    async fn a_service_that_asks_to_be_left_alone_is() {
        for pace in [Pace::foreseeing(), Pace::default()] {
            let clock = clock();
            let sent = pace.enter(&DEPLOY, &clock, |_| ()).await;
            pace.throttled(&DEPLOY, sent, Some(Duration::from_secs(60)), clock.now());
            assert!(spent(&pace, &clock, DEPLOY, 1).await >= Duration::from_secs(60));
        }
    }

    #[tokio::test]
    async fn without_foresight_only_a_throttle_limits() {
        let (pace, clock) = (Pace::default(), clock());
        assert_eq!(spent(&pace, &clock, DEPLOY, 100).await, Duration::ZERO);
        pace.throttled(&DEPLOY, clock.now(), None, clock.now());
        assert!(spent(&pace, &clock, DEPLOY, 2).await >= Duration::from_secs(10));
    }
}
