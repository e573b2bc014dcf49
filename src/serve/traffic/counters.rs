use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::reqpath::model::QuotaPeriod;
use crate::reqpath::{Limit, Measure};
use crate::world::Clock;

/// Clients that are counted apart before those that were quiet are forgotten.
const MOST: usize = 16 * 1024;

/// Requests counted against limits.
pub struct Counters {
    clock: Clock,
    counts: Mutex<BTreeMap<Limit, Count>>,
}

enum Count {
    /// When there was a request, the oldest first; no more than decide.
    Window(VecDeque<Duration>),
    Bucket {
        tokens: f64,
        at: Duration,
    },
    Quota {
        /// Which day, week or month it is, counted from 1970.
        period: i64,
        used: u64,
    },
}

impl Counters {
    pub fn new(clock: Clock) -> Self {
        Self { clock, counts: Mutex::default() }
    }

    /// Counts a request; whether it is one too many. What a rate rule of a web ACL counts are all requests, those it blocks among
    /// them; a throttle and a quota count those they let through.
    pub fn exceeds(&self, limit: &Limit) -> bool {
        let now = self.clock.now();
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST {
            counts.retain(|limit, count| !is_quiet(limit, count, now));
        }
        let count = counts.entry(limit.clone()).or_insert_with(|| match limit.measure {
            Measure::Window { .. } => Count::Window(VecDeque::new()),
            Measure::Bucket { burst, .. } => Count::Bucket { tokens: f64::from(burst), at: now },
            Measure::Quota { period, .. } => Count::Quota { period: number(period, now), used: 0 },
        });
        match (count, limit.measure) {
            (Count::Window(requests), Measure::Window { most, seconds }) => {
                requests.push_back(now);
                let since = now.saturating_sub(Duration::from_secs(seconds.into()));
                while requests.front().is_some_and(|at| *at <= since) || requests.len() as u64 > most + 1 {
                    requests.pop_front();
                }
                requests.len() as u64 > most
            }
            (Count::Bucket { tokens, at }, Measure::Bucket { rate, burst }) => {
                let since = now.saturating_sub(*at).as_secs_f64();
                *tokens = (*tokens + since * f64::from(rate)).min(f64::from(burst));
                *at = now;
                let left = *tokens >= 1.0;
                if left {
                    *tokens -= 1.0;
                }
                !left
            }
            (Count::Quota { period, used }, Measure::Quota { most, period: of }) => {
                let current = number(of, now);
                if *period != current {
                    (*period, *used) = (current, 0);
                }
                let left = *used < most;
                *used += u64::from(left);
                !left
            }
            // A limit has the count it was made with: the measure is part of it.
            _ => false,
        }
    }
}

/// Whether a count says nothing any more that a new one would not say.
fn is_quiet(limit: &Limit, count: &Count, now: Duration) -> bool {
    match (count, limit.measure) {
        (Count::Window(requests), Measure::Window { seconds, .. }) => {
            requests.back().is_none_or(|at| now.saturating_sub(*at).as_secs() >= seconds.into())
        }
        (Count::Bucket { at, .. }, Measure::Bucket { rate, burst }) => {
            now.saturating_sub(*at).as_secs_f64() * f64::from(rate) >= f64::from(burst)
        }
        (Count::Quota { period, .. }, Measure::Quota { period: of, .. }) => *period != number(of, now),
        _ => true,
    }
}

/// Which day, week (they begin on Sunday) or month of UTC it is, counted from 1970.
fn number(period: QuotaPeriod, now: Duration) -> i64 {
    let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    let days = seconds / 86_400;
    match period {
        QuotaPeriod::Day => days,
        // 1970 began on a Thursday.
        QuotaPeriod::Week => (days + 4) / 7,
        QuotaPeriod::Month => {
            let date = jiff::Timestamp::from_second(seconds).unwrap_or_default().to_zoned(jiff::tz::TimeZone::UTC);
            i64::from(date.year()) * 12 + i64::from(date.month())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(measure: Measure) -> Limit {
        Limit { of: "of".into(), by: "by".into(), measure }
    }

    /// How many of so many requests at once are let through.
    fn let_through(counters: &Counters, limit: &Limit, requests: usize) -> usize {
        (0..requests).filter(|_| !counters.exceeds(limit)).count()
    }

    #[test]
    fn a_window_slides_and_counts_what_it_refuses() {
        let clock = Clock::virtual_from(Duration::from_secs(1_000_000));
        let counters = Counters::new(clock.clone());
        let window = limit(Measure::Window { most: 10, seconds: 60 });
        assert_eq!(let_through(&counters, &window, 15), 10);
        clock.advance(Duration::from_secs(59));
        assert_eq!(let_through(&counters, &window, 1), 0);
        // The first fifteen are out of sight, the last one is not.
        clock.advance(Duration::from_secs(2));
        assert_eq!(let_through(&counters, &window, 15), 9);
        // Somebody else is counted apart.
        assert_eq!(let_through(&counters, &Limit { by: "other".into(), ..window }, 15), 10);
    }

    #[test]
    fn a_bucket_fills_up_again() {
        let clock = Clock::virtual_from(Duration::from_secs(1_000_000));
        let counters = Counters::new(clock.clone());
        let bucket = limit(Measure::Bucket { rate: 2, burst: 5 });
        assert_eq!(let_through(&counters, &bucket, 9), 5);
        clock.advance(Duration::from_millis(1500));
        assert_eq!(let_through(&counters, &bucket, 9), 3);
        clock.advance(Duration::from_secs(3600));
        assert_eq!(let_through(&counters, &bucket, 9), 5);
        assert_eq!(let_through(&counters, &limit(Measure::Bucket { rate: 0, burst: 0 }), 3), 0);
    }

    #[test]
    fn a_quota_begins_anew_with_its_period() {
        // Saturday, the 31st of January 2026, noon.
        let clock = Clock::virtual_from(Duration::from_secs(1_769_860_800));
        let counters = Counters::new(clock.clone());
        let of = |period| limit(Measure::Quota { most: 2, period });
        let periods = [QuotaPeriod::Day, QuotaPeriod::Week, QuotaPeriod::Month];
        for period in periods {
            assert_eq!(let_through(&counters, &of(period), 3), 2);
        }
        // Sunday, the 1st of February: all of them.
        clock.advance(Duration::from_secs(86_400));
        assert_eq!(periods.map(|period| let_through(&counters, &of(period), 3)), [2, 2, 2]);
        // Monday: another day.
        clock.advance(Duration::from_secs(86_400));
        assert_eq!(periods.map(|period| let_through(&counters, &of(period), 3)), [2, 0, 0]);
    }

    #[test]
    fn quiet_clients_are_forgotten() {
        let clock = Clock::virtual_from(Duration::from_secs(1_000_000));
        let counters = Counters::new(clock.clone());
        let one = |number: usize| Limit { by: number.to_string(), ..limit(Measure::Window { most: 1, seconds: 60 }) };
        for number in 0..MOST {
            counters.exceeds(&one(number));
        }
        clock.advance(Duration::from_secs(61));
        counters.exceeds(&one(MOST));
        assert_eq!(counters.counts.lock().expect("whole").len(), 1);
    }
}
