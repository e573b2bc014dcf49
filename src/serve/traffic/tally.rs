use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::counters::Counters;
use super::kept::Kept;
use crate::names::ResourceId;
use crate::reqpath::model::Caching;
use crate::reqpath::{Limit, Live, Request, Wanted};
use crate::serve::reply::Reply;
use crate::world::Clock;

/// What was counted of all requests, and what is kept of answers.
pub struct Traffic {
    counters: Counters,
    kept: Kept,
}

impl Traffic {
    /// None yet; `clock` says what time it is.
    pub fn new(clock: Clock) -> Self {
        Self { counters: Counters::new(clock.clone()), kept: Kept::new(clock) }
    }

    /// One request in front of it. What asks for a part of something is never kept nor answered with what is.
    pub fn tally(&self, request: &Request) -> Tally<'_> {
        Tally {
            traffic: self,
            whole: request.header("range").is_none(),
            full: request.method != "HEAD",
            seen: Mutex::default(),
        }
    }

    /// Throws all answers away that are kept.
    pub fn forget(&self) {
        self.kept.forget();
    }
}

/// One request: counted once, looked up once.
pub struct Tally<'t> {
    traffic: &'t Traffic,
    whole: bool,
    /// Whether the answer has the body that others will want.
    full: bool,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    counted: BTreeMap<Limit, bool>,
    looked: Option<Looked>,
}

/// What was looked for among what is kept.
struct Looked {
    at: ResourceId,
    key: String,
    edition: u64,
    caching: Caching,
    errors: Vec<(u16, u32)>,
    found: Option<Reply>,
}

impl Tally<'_> {
    /// The answer that is kept, if one is.
    pub fn found(&self) -> Option<Reply> {
        self.seen().looked.as_ref().and_then(|looked| looked.found.clone())
    }

    /// Whether the answer is one that may be kept: its distribution looked for it.
    pub fn looked(&self) -> bool {
        self.seen().looked.is_some()
    }

    /// Keeps what the origin answered, as long as the distribution and the answer say.
    pub fn keep(&self, reply: &Reply) {
        if let Some(looked) = self.seen().looked.as_ref().filter(|looked| self.full && looked.found.is_none()) {
            let how = (&looked.caching, looked.errors.as_slice());
            self.traffic.kept.keep(looked.edition, &looked.at, &looked.key, how, reply);
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Live for Tally<'_> {
    fn exceeds(&self, limit: &Limit) -> bool {
        let mut seen = self.seen();
        *seen.counted.entry(limit.clone()).or_insert_with(|| self.traffic.counters.exceeds(limit))
    }

    fn kept(&self, wanted: &Wanted<'_>) -> Option<u16> {
        if !self.whole {
            return None;
        }
        let mut seen = self.seen();
        let looked = seen.looked.get_or_insert_with(|| {
            let (edition, found) = self.traffic.kept.find(wanted.at, &wanted.key);
            Looked {
                at: wanted.at.clone(),
                key: wanted.key.clone(),
                edition,
                caching: wanted.caching.clone(),
                errors: wanted.errors.clone(),
                found,
            }
        });
        looked.found.as_ref().map(|reply| reply.status)
    }
}
