use super::super::live::{Limit, Measure};
use super::super::trail::{Decision, Part, Step};
use super::super::truth::{Assumption, Given};
use super::gateway::{Asked, answer};
use super::walk::{End, Walk, hop};
use crate::names::ResourceId;
use crate::reqpath::model::{Quota, Throttle};

/// A bucket of tokens in front of what follows. `at` is whose it is, with what makes it another one.
pub(super) fn bucket(
    walk: &mut Walk<'_>,
    asked: Asked<'_>,
    part: &Part,
    (at, of): (&ResourceId, String),
    throttle: Throttle,
) -> Result<(), Box<End>> {
    let measure = Measure::Bucket { rate: throttle.rate, burst: throttle.burst };
    let limit = Limit { of, by: String::new(), measure };
    let refusal = ("THROTTLED", "Too Many Requests");
    settled(walk, asked, part, at, &limit, throttle.words(), refusal)
}

/// What a key is good for.
pub(super) fn quota(
    walk: &mut Walk<'_>,
    asked: Asked<'_>,
    part: &Part,
    (at, key): (&ResourceId, &str),
    quota: Quota,
) -> Result<(), Box<End>> {
    let measure = Measure::Quota { most: u64::from(quota.most), period: quota.period };
    let limit = Limit { of: at.to_string(), by: key.to_owned(), measure };
    let refusal = ("QUOTA_EXCEEDED", "Limit Exceeded");
    settled(walk, asked, part, at, &limit, quota.words(), refusal)
}

/// Whoever counts says whether there are requests left; offline that is taken for granted, and said.
fn settled(
    walk: &mut Walk<'_>,
    asked: Asked<'_>,
    part: &Part,
    at: &ResourceId,
    limit: &Limit,
    words: String,
    (kind, message): (&str, &str),
) -> Result<(), Box<End>> {
    let Some(live) = walk.live else {
        walk.given(Given::from([Assumption::BelowThrottle { limit: format!("{at} {words}") }]));
        return Ok(());
    };
    if !live.exceeds(limit) {
        return Ok(());
    }
    let own = answer(asked.gateway, kind, 429, message, asked.request);
    let refused = hop(Step::Throttle, at, Decision::Refuse, format!("it is one more than {words}"));
    walk.hop(refused.part(part.clone()).status(own.status));
    Err(Box::new(End::answer(at, own)))
}
