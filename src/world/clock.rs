use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A source of time that can also be waited on.
///
/// - [`Clock::real`]: the system's clock.
/// - [`Clock::virtual_from`]: time passes only when somebody sleeps, and then at once. `--local` and the tests run on it, so a
///   twenty-minute propagation costs no one twenty minutes.
/// - [`Clock::scaled`]: the system's clock made to run faster, for a sandbox that is looked at by other programs.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Source>);

#[derive(Debug)]
enum Source {
    Real,
    Virtual(Mutex<Duration>),
    Scaled { from: Duration, started: std::time::Instant, factor: u32 },
}

impl Clock {
    /// The system's clock.
    pub fn real() -> Self {
        Self(Arc::new(Source::Real))
    }

    /// A clock that starts at `from` (since 1970) and moves only when slept on or advanced.
    pub fn virtual_from(from: Duration) -> Self {
        Self(Arc::new(Source::Virtual(Mutex::new(from))))
    }

    /// A clock that starts at `from` and runs `factor` times as fast as the system's.
    pub fn scaled(from: Duration, factor: u32) -> Self {
        Self(Arc::new(Source::Scaled { from, started: std::time::Instant::now(), factor }))
    }

    /// Time since 1970-01-01 UTC.
    pub fn now(&self) -> Duration {
        match &*self.0 {
            Source::Real => SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(),
            Source::Virtual(now) => *now.lock().unwrap_or_else(|broken| broken.into_inner()),
            Source::Scaled { from, started, factor } => *from + started.elapsed() * *factor,
        }
    }

    /// Waits until `duration` has passed on this clock.
    pub async fn sleep(&self, duration: Duration) {
        match &*self.0 {
            Source::Real => tokio::time::sleep(duration).await,
            Source::Scaled { factor, .. } => tokio::time::sleep(duration / *factor).await,
            Source::Virtual(_) => {
                let until = self.now() + duration;
                // Others that are ready run first: they act at the earlier instant.
                tokio::task::yield_now().await;
                self.advance_to(until);
            }
        }
    }

    /// Moves a virtual clock forward by `duration`; any other clock moves by itself and ignores this.
    pub fn advance(&self, duration: Duration) {
        self.advance_to(self.now() + duration);
    }

    fn advance_to(&self, until: Duration) {
        if let Source::Virtual(now) = &*self.0 {
            let mut now = now.lock().unwrap_or_else(|broken| broken.into_inner());
            *now = (*now).max(until);
        }
    }
}
