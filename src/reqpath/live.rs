use super::model::{Caching, QuotaPeriod};
use crate::names::ResourceId;

/// What only traffic has that really flows: what was counted of it, and what a distribution keeps. Offline nobody counts, and the
/// answer of a trail says what it takes for granted instead.
pub trait Live: Send + Sync {
    /// Counts a request against a limit; whether it is one too many. Asked again about the same request it says the same and
    /// counts nothing.
    fn exceeds(&self, limit: &Limit) -> bool;

    /// The status of the answer that a distribution keeps for such requests; `None` when it has to ask the origin.
    fn kept(&self, wanted: &Wanted<'_>) -> Option<u16>;
}

/// A limit, and whose requests count together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limit {
    /// Whose limit it is: a resource and a part of it.
    pub of: String,
    /// What requests that count together have in common.
    pub by: String,
    /// How many there may be.
    pub measure: Measure,
}

/// How many requests there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// So many in the last seconds.
    Window {
        /// Requests.
        most: u64,
        /// Seconds.
        seconds: u32,
    },
    /// A bucket of tokens that fills up again.
    Bucket {
        /// Tokens a second.
        rate: u32,
        /// Tokens at most.
        burst: u32,
    },
    /// So many in a day, week or month of UTC.
    Quota {
        /// Requests.
        most: u64,
        /// After what it begins anew.
        period: QuotaPeriod,
    },
}

/// What a distribution looks for among what it keeps.
#[derive(Debug)]
pub struct Wanted<'w> {
    /// The distribution.
    pub at: &'w ResourceId,
    /// What requests that get the same answer have in common.
    pub key: String,
    /// How long answers are kept.
    pub caching: &'w Caching,
    /// How many seconds errors are kept at least, where it is not [`super::model::ERRORS_KEPT`], by status.
    pub errors: Vec<(u16, u32)>,
}
