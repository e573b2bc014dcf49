use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::sleepers::{Nap, Sleepers};

/// A source of time that can also be waited on.
///
/// - [`Clock::real`]: the system's clock.
/// - [`Clock::virtual_from`]: time passes only when everybody sleeps, and then at once, to the instant the first of them wakes:
///   who sleeps at the same time sleeps side by side, as on the system's clock. `--local` and the tests run on it, so a
///   twenty-minute propagation costs no one twenty minutes.
/// - [`Clock::scaled`]: the system's clock made to run faster, for a sandbox that is looked at by other programs.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Source>);

#[derive(Debug)]
enum Source {
    Real,
    Virtual(Mutex<Sleepers>),
    Scaled { from: Mutex<Duration>, started: std::time::Instant, factor: u32 },
}

impl Clock {
    /// The system's clock.
    pub fn real() -> Self {
        Self(Arc::new(Source::Real))
    }

    /// A clock that starts at `from` (since 1970) and moves only when slept on or advanced.
    pub fn virtual_from(from: Duration) -> Self {
        Self(Arc::new(Source::Virtual(Mutex::new(Sleepers::at(from)))))
    }

    /// A clock that starts at `from` and runs `factor` times as fast as the system's.
    pub fn scaled(from: Duration, factor: u32) -> Self {
        Self(Arc::new(Source::Scaled { from: Mutex::new(from), started: std::time::Instant::now(), factor }))
    }

    /// Time since 1970-01-01 UTC.
    pub fn now(&self) -> Duration {
        match &*self.0 {
            Source::Real => SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(),
            Source::Virtual(sleepers) => locked(sleepers).now(),
            Source::Scaled { from, started, factor } => {
                *from.lock().unwrap_or_else(|broken| broken.into_inner()) + started.elapsed() * *factor
            }
        }
    }

    /// Waits until `duration` has passed on this clock.
    pub async fn sleep(&self, duration: Duration) {
        match &*self.0 {
            Source::Real => tokio::time::sleep(duration).await,
            Source::Scaled { factor, .. } => tokio::time::sleep(duration / *factor).await,
            Source::Virtual(sleepers) => Nap::new(sleepers, duration).await,
        }
    }

    /// Sets a virtual or scaled clock to `instant` (since 1970) when it is behind it; never back. The system's clock stays.
    pub fn catch_up(&self, instant: Duration) {
        match &*self.0 {
            Source::Real => {}
            Source::Virtual(_) => self.advance_to(instant),
            Source::Scaled { from, started, factor } => {
                let mut from = from.lock().unwrap_or_else(|broken| broken.into_inner());
                *from = (*from).max(instant.saturating_sub(started.elapsed() * *factor));
            }
        }
    }

    /// Moves a virtual clock forward by `duration`; any other clock moves by itself and ignores this.
    pub fn advance(&self, duration: Duration) {
        self.advance_to(self.now() + duration);
    }

    fn advance_to(&self, until: Duration) {
        if let Source::Virtual(sleepers) = &*self.0 {
            locked(sleepers).advance_to(until);
        }
    }
}

fn locked(sleepers: &Mutex<Sleepers>) -> MutexGuard<'_, Sleepers> {
    sleepers.lock().unwrap_or_else(|broken| broken.into_inner())
}
