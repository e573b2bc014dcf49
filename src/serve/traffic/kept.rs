use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::names::ResourceId;
use crate::reqpath::model::{Caching, ERRORS_KEPT};
use crate::serve::reply::Reply;
use crate::world::Clock;

/// Bytes of all answers that are kept; with more, what would be kept the shortest goes first.
const ROOM: usize = 64 * 1024 * 1024;

/// Answers that distributions keep.
pub struct Kept {
    clock: Clock,
    shelf: Mutex<Shelf>,
}

#[derive(Default)]
struct Shelf {
    /// How often everything was thrown away: an answer on its way meanwhile is not kept.
    edition: u64,
    answers: BTreeMap<(ResourceId, String), Answer>,
    bytes: usize,
}

struct Answer {
    reply: Reply,
    since: Duration,
    until: Duration,
}

impl Kept {
    pub fn new(clock: Clock) -> Self {
        Self { clock, shelf: Mutex::default() }
    }

    /// What is kept under a key, with its age, if it is; and the edition of all that is.
    pub fn find(&self, at: &ResourceId, key: &str) -> (u64, Option<Reply>) {
        let now = self.clock.now();
        let shelf = self.shelf();
        let found = shelf.answers.get(&(at.clone(), key.to_owned())).filter(|answer| now < answer.until);
        let aged = found.map(|answer| {
            let age = now.saturating_sub(answer.since).as_secs();
            answer.reply.clone().with("Age", &age.to_string())
        });
        (shelf.edition, aged)
    }

    /// Keeps an answer as long as its distribution and itself say, unless everything was thrown away since `edition`.
    pub fn keep(&self, edition: u64, at: &ResourceId, key: &str, how: (&Caching, &[(u16, u32)]), reply: &Reply) {
        let now = self.clock.now();
        let Some(seconds) = seconds(how, reply, now) else { return };
        let mut shelf = self.shelf();
        if shelf.edition != edition || reply.body.len() > ROOM {
            return;
        }
        let answer = Answer { reply: reply.clone(), since: now, until: now + Duration::from_secs(u64::from(seconds)) };
        shelf.bytes += reply.body.len();
        if let Some(before) = shelf.answers.insert((at.clone(), key.to_owned()), answer) {
            shelf.bytes -= before.reply.body.len();
        }
        while shelf.bytes > ROOM {
            let first = shelf.answers.iter().min_by_key(|(_, answer)| answer.until).map(|(key, _)| key.clone());
            let Some(gone) = first.and_then(|key| shelf.answers.remove(&key)) else { break };
            shelf.bytes -= gone.reply.body.len();
        }
    }

    /// Throws everything away.
    pub fn forget(&self) {
        let mut shelf = self.shelf();
        *shelf = Shelf { edition: shelf.edition + 1, ..Shelf::default() };
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What an answer says of how long it is good.
#[derive(Default)]
struct Said {
    /// `s-maxage`, else `max-age`, else until `Expires`.
    seconds: Option<u32>,
    /// `no-store`, `no-cache` or `private`.
    never: bool,
}

fn said(reply: &Reply, now: Duration) -> Said {
    let values = |name: &str| -> Vec<String> {
        let named = reply.headers.iter().filter(|(one, _)| one.eq_ignore_ascii_case(name));
        named.map(|(_, value)| String::from_utf8_lossy(value).to_ascii_lowercase()).collect()
    };
    let control = values("cache-control").join(",");
    let words = || control.split(',').map(str::trim);
    let seconds = |word: &str| {
        let value = words().find_map(|one| one.strip_prefix(word)?.strip_prefix('='))?;
        // What is no number is as good as nothing; more than fits is for ever.
        value.trim_matches('"').parse::<u64>().ok().map(|value| u32::try_from(value).unwrap_or(u32::MAX))
    };
    let expires = || {
        let value = values("expires").into_iter().next()?;
        let until = jiff::fmt::rfc2822::parse(&value).map_or(0, |date| date.timestamp().as_second());
        let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        Some(u32::try_from((until - now).max(0)).unwrap_or(u32::MAX))
    };
    Said {
        seconds: seconds("s-maxage").or_else(|| seconds("max-age")).or_else(expires),
        never: words().any(|word| matches!(word.split('=').next(), Some("no-store" | "no-cache" | "private"))),
    }
}

/// For how many seconds an answer is kept (CloudFront documentation, "Managing how long content stays in the cache" and "How
/// CloudFront caches errors"; aws-facts 16.5); `None` when it is not.
fn seconds((caching, errors): (&Caching, &[(u16, u32)]), reply: &Reply, now: Duration) -> Option<u32> {
    let said = said(reply, now);
    let seconds = match reply.status {
        // A part of something, and what goes with something the client has.
        206 | 304 => return None,
        200..=399 if said.never => caching.min,
        200..=399 => match said.seconds {
            Some(seconds) => seconds.clamp(caching.min, caching.max.max(caching.min)),
            None => caching.default.max(caching.min),
        },
        status => {
            let least = errors.iter().find(|(one, _)| *one == status).map_or(ERRORS_KEPT, |(_, seconds)| *seconds);
            let own = said.seconds.filter(|_| !said.never).map(|seconds| seconds.min(caching.max));
            match status {
                404 | 405 | 410 | 414 | 500..=504 => own.unwrap_or(0).max(least),
                400 | 403 | 412 | 415 => own?.max(least),
                _ => return None,
            }
        }
    };
    (seconds > 0).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reqpath::model::Names;

    fn caching(min: u32, default: u32, max: u32) -> Caching {
        let none = || Names::Only(Default::default());
        let methods = ["GET".to_owned(), "HEAD".to_owned()].into();
        Caching { methods, min, default, max, headers: none(), cookies: none(), queries: none(), compressed: false }
    }

    #[test]
    fn an_answer_is_kept_as_the_policy_and_the_origin_say() {
        let now = Duration::from_secs(1_769_860_800);
        let managed = (0, 0, 31_536_000);
        let optimized = (1, 86_400, 31_536_000);
        for ((min, default, max), status, header, value, kept) in [
            (optimized, 200, "X", "y", Some(86_400)),
            (optimized, 200, "Cache-Control", "max-age=60", Some(60)),
            (optimized, 200, "Cache-Control", "public, max-age=60, s-maxage=5", Some(5)),
            (optimized, 200, "Cache-Control", "max-age=0", Some(1)),
            (optimized, 200, "Cache-Control", "no-store", Some(1)),
            (optimized, 200, "Cache-Control", "max-age=99999999", Some(31_536_000)),
            (optimized, 200, "Cache-Control", "max-age=many", Some(86_400)),
            (optimized, 200, "Expires", "Sat, 31 Jan 2026 12:01:00 GMT", Some(60)),
            (optimized, 200, "Expires", "0", Some(1)),
            (optimized, 301, "X", "y", Some(86_400)),
            (optimized, 206, "X", "y", None),
            (managed, 200, "X", "y", None),
            (managed, 200, "Cache-Control", "max-age=60", Some(60)),
            (managed, 200, "Cache-Control", "private, max-age=60", None),
            (managed, 404, "X", "y", Some(10)),
            (managed, 404, "Cache-Control", "max-age=60", Some(60)),
            (managed, 404, "Cache-Control", "max-age=1", Some(10)),
            (managed, 404, "Cache-Control", "no-store", Some(10)),
            (managed, 503, "X", "y", Some(7)),
            (managed, 500, "X", "y", None),
            (managed, 403, "X", "y", None),
            (managed, 403, "Cache-Control", "max-age=20", Some(20)),
            (managed, 401, "Cache-Control", "max-age=20", None),
            (managed, 429, "X", "y", None),
        ] {
            let reply = Reply::new(status, "text/plain", "").with(header, value);
            let found = seconds((&caching(min, default, max), &[(503, 7), (500, 0)]), &reply, now);
            assert_eq!(found, kept, "{status} {header}: {value} of {min} {default} {max}");
        }
    }

    #[test]
    fn what_is_kept_gets_old_and_is_thrown_away() {
        let clock = Clock::virtual_from(Duration::from_secs(1_000_000));
        let kept = Kept::new(clock.clone());
        let at = ResourceId::new("cdn.site/distribution");
        let reply = Reply::new(200, "text/plain", "here");
        let policy = caching(0, 100, 1000);
        let find = || kept.find(&at, "key");
        let (edition, none) = find();
        assert_eq!(none, None);
        kept.keep(edition, &at, "key", (&policy, &[]), &reply);
        clock.advance(Duration::from_secs(99));
        assert_eq!(find().1, Some(reply.clone().with("Age", "99")));
        assert_eq!(kept.find(&at, "other").1, None);
        clock.advance(Duration::from_secs(1));
        assert_eq!(find().1, None);
        // What was on its way when everything was thrown away is of before.
        kept.forget();
        kept.keep(edition, &at, "key", (&policy, &[]), &reply);
        assert_eq!(find().1, None);
        let big = Reply::new(200, "text/plain", vec![0; ROOM / 2 + 1]);
        kept.keep(find().0, &at, "first", (&policy, &[]), &big);
        clock.advance(Duration::from_secs(1));
        kept.keep(find().0, &at, "second", (&policy, &[]), &big);
        assert_eq!((kept.find(&at, "first").1.is_some(), kept.find(&at, "second").1.is_some()), (false, true));
    }
}
