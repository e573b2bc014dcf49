use super::Faults;
use super::dice::{share, side};

/// What becomes of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is answered.
    Answered,
    /// It is refused for being one too many, and does nothing.
    Throttled,
    /// The service fails; it may have done what it was asked before.
    ServerError { happened: bool },
    /// The connection is reset before the cloud has read the request.
    Reset,
    /// The cloud does what it was asked, and the answer never arrives.
    Lost,
    /// Nothing is heard until the time is up; the cloud may have done what it was asked.
    Hang { happened: bool },
    /// A read is answered from an earlier world.
    Stale,
}

const FATE: u64 = 1;
const HAPPENED: u64 = 2;

impl Fate {
    /// The fate of the call with this number, counted from 1.
    pub(super) fn of(faults: &Faults, call: u64) -> Self {
        let happened = side(faults.seed, HAPPENED, call, 2) == 1;
        let mut rest = share(faults.seed, FATE, call);
        let ranges = [
            (faults.throttle, Self::Throttled),
            (faults.server_error, Self::ServerError { happened }),
            (faults.reset, Self::Reset),
            (faults.lost, Self::Lost),
            (faults.hang, Self::Hang { happened }),
            (faults.stale, Self::Stale),
        ];
        for (range, fate) in ranges {
            if rest < range {
                return fate;
            }
            rest -= range;
        }
        Self::Answered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fates_come_as_often_as_they_were_asked_for() {
        let faults: Faults =
            "seed=3,throttle=0.2,500=0.1,reset=0.1,lost=0.1,hang=0.05,stale=0.1".parse().expect("faults");
        let fates: Vec<Fate> = (1..=10_000).map(|call| Fate::of(&faults, call)).collect();
        let count = |wanted: fn(&Fate) -> bool| fates.iter().filter(|fate| wanted(fate)).count();
        let near = |seen: usize, share: f64| (seen as f64 / 10_000.0 - share).abs() < 0.02;
        assert!(near(count(|fate| *fate == Fate::Answered), 0.35));
        assert!(near(count(|fate| *fate == Fate::Throttled), 0.2));
        assert!(near(count(|fate| *fate == Fate::ServerError { happened: true }), 0.05));
        assert!(near(count(|fate| *fate == Fate::Hang { happened: false }), 0.025));
        assert_eq!(fates, (1..=10_000).map(|call| Fate::of(&faults, call)).collect::<Vec<_>>());
    }
}
