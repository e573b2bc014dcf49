use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::sandbox::router::services;

/// What may happen, and how often. Shares are of all calls, between 0 and 1, and 1 together at most.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Faults {
    /// The same seed gives the same faults.
    pub seed: u64,
    /// Calls refused with the service's own throttle.
    pub throttle: f64,
    /// Calls answered with 500 or 503; half of them did what they were asked.
    pub server_error: f64,
    /// Connections reset before the request was read.
    pub reset: f64,
    /// Calls whose effect stands and whose answer is lost.
    pub lost: f64,
    /// Calls that are never answered: the caller's patience ends. They cost the time of the cloud's clock, not of the wall's.
    pub hang: f64,
    /// Reads answered from a world up to ten seconds old.
    pub stale: f64,
    /// Where the process dies.
    pub kill: Option<Kill>,
    /// The durable write, counted from 1, from which on the disk is full.
    pub full: Option<u64>,
    /// What the credentials may not call.
    pub denied: Option<Denied>,
}

/// Calls that whoever makes them has no right to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denied {
    /// The service by its signing name, `lambda`.
    pub service: String,
    /// Which of its calls.
    pub calls: Calls,
}

/// Some calls of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calls {
    /// Every one.
    All,
    /// Those that change nothing.
    Reads,
    /// The others.
    Writes,
}

/// Where a process dies: SIGKILL, no destructor runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kill {
    /// At the call with this number, counted from 1.
    Call(u64, Moment),
    /// At the durable write with this number, counted from 1.
    Write(u64, Moment),
}

/// When, at a call or a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Nothing of it has happened.
    Before,
    /// A write is half written and not synced. At a call: the same as after.
    Within,
    /// It has happened, and nobody has heard of it.
    After,
}

/// Why a line is no list of faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultsError {
    /// Which bytes of the line are wrong.
    pub at: Range<usize>,
    /// What is wrong with them, in words.
    pub what: String,
    /// The way out.
    pub help: String,
}

impl fmt::Display for FaultsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for FaultsError {}

/// Every name a line may use, with its value as a person writes it.
const NAMES: &str = "seed=NUMBER, throttle, 500, reset, lost, hang and stale with a share such as 0.1, \
                     kill=call:NUMBER:before|after, kill=write:NUMBER:before|within|after, full=write:NUMBER, \
                     denied=SERVICE, denied=SERVICE:read|write";

impl FromStr for Faults {
    type Err = FaultsError;

    /// Reads `name=value` pairs separated by commas; each name once.
    fn from_str(line: &str) -> Result<Self, FaultsError> {
        let mut faults = Self::default();
        let mut seen = Vec::new();
        let mut start = 0;
        for part in line.split(',') {
            let at = start..start + part.len();
            start = at.end + 1;
            let pair = part.trim();
            if pair.is_empty() {
                continue;
            }
            let wrong = |what: String| FaultsError { at: at.clone(), what, help: format!("it takes {NAMES}") };
            let (name, value) =
                pair.split_once('=').ok_or_else(|| wrong(format!("`{pair}` is no pair of a name and a value")))?;
            if seen.contains(&name) {
                return Err(wrong(format!("`{name}` is there twice")));
            }
            seen.push(name);
            let share = || {
                let share = value.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
                share.ok_or_else(|| wrong(format!("`{value}` is no share of calls between 0 and 1")))
            };
            let number = |text: &str| {
                text.parse::<u64>().ok().filter(|number| *number > 0).ok_or_else(|| {
                    wrong(format!("`{text}` is no number of a call or a write; they are counted from 1"))
                })
            };
            match name {
                "seed" => {
                    faults.seed = value.parse().map_err(|_| wrong(format!("`{value}` is no whole number")))?;
                }
                "throttle" => faults.throttle = share()?,
                "500" => faults.server_error = share()?,
                "reset" => faults.reset = share()?,
                "lost" => faults.lost = share()?,
                "hang" => faults.hang = share()?,
                "stale" => faults.stale = share()?,
                "kill" => {
                    let mut parts = value.split(':');
                    let kill = match (parts.next(), parts.next(), parts.next(), parts.next()) {
                        (Some("call"), Some(call), Some("before"), None) => Kill::Call(number(call)?, Moment::Before),
                        (Some("call"), Some(call), Some("after"), None) => Kill::Call(number(call)?, Moment::After),
                        (Some("write"), Some(write), Some("before"), None) => {
                            Kill::Write(number(write)?, Moment::Before)
                        }
                        (Some("write"), Some(write), Some("within"), None) => {
                            Kill::Write(number(write)?, Moment::Within)
                        }
                        (Some("write"), Some(write), Some("after"), None) => Kill::Write(number(write)?, Moment::After),
                        _ => return Err(wrong(format!("`{value}` is no place to die at"))),
                    };
                    faults.kill = Some(kill);
                }
                "full" => {
                    let write = value.strip_prefix("write:");
                    let write = write.ok_or_else(|| wrong(format!("`{value}` is no write")))?;
                    faults.full = Some(number(write)?);
                }
                "denied" => {
                    let (service, calls) = match value.split_once(':') {
                        None => (value, Calls::All),
                        Some((service, "read")) => (service, Calls::Reads),
                        Some((service, "write")) => (service, Calls::Writes),
                        Some((_, other)) => return Err(wrong(format!("`{other}` is neither `read` nor `write`"))),
                    };
                    if !services().any(|known| known == service) {
                        let known: Vec<&str> = services().collect();
                        let what = format!("the embedded cloud has no service `{service}`");
                        return Err(FaultsError { at, what, help: format!("it has {}", known.join(", ")) });
                    }
                    faults.denied = Some(Denied { service: service.to_owned(), calls });
                }
                _ => return Err(wrong(format!("there is no fault `{name}`"))),
            }
        }
        let sum = faults.throttle + faults.server_error + faults.reset + faults.lost + faults.hang + faults.stale;
        if sum > 1.0 + f64::EPSILON {
            let what = format!("the shares add up to {sum:.2}, more than all calls");
            return Err(FaultsError { at: 0..line.len(), what, help: "make them 1 or less together".into() });
        }
        Ok(faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_may_happen() {
        let faults: Faults =
            "seed=7, throttle=0.1,500=0.05,reset=0.02,lost=0.05,hang=0.01,stale=0.1,kill=call:17:after"
                .parse()
                .expect("faults");
        assert_eq!((faults.seed, faults.throttle, faults.server_error), (7, 0.1, 0.05));
        assert_eq!((faults.reset, faults.lost, faults.hang, faults.stale), (0.02, 0.05, 0.01, 0.1));
        assert_eq!(faults.kill, Some(Kill::Call(17, Moment::After)));
        let faults: Faults = "kill=write:3:within,full=write:9".parse().expect("faults");
        assert_eq!((faults.kill, faults.full), (Some(Kill::Write(3, Moment::Within)), Some(9)));
        for (line, calls) in [("lambda", Calls::All), ("lambda:read", Calls::Reads), ("lambda:write", Calls::Writes)] {
            let faults: Faults = format!("denied={line}").parse().expect("faults");
            assert_eq!(faults.denied, Some(Denied { service: "lambda".into(), calls }));
        }
        assert_eq!("".parse::<Faults>(), Ok(Faults::default()));
    }

    #[test]
    fn what_is_no_line_is_told_at_its_place() {
        for (line, wrong, words) in [
            ("seed=x", "seed=x", "no whole number"),
            ("seed=1,throtle=0.1", "throtle=0.1", "no fault `throtle`"),
            ("lost=1.5", "lost=1.5", "between 0 and 1"),
            ("lost=NaN", "lost=NaN", "between 0 and 1"),
            ("lost", "lost", "no pair"),
            ("lost=0.1,lost=0.1", "lost=0.1", "twice"),
            ("kill=call:17", "kill=call:17", "no place to die"),
            ("kill=call:0:after", "kill=call:0:after", "counted from 1"),
            ("kill=call:1:within", "kill=call:1:within", "no place to die"),
            ("full=3", "full=3", "no write"),
            ("denied=lamda", "denied=lamda", "no service `lamda`"),
            ("denied=s3:list", "denied=s3:list", "neither `read` nor `write`"),
            ("lost=0.6,500=0.6", "lost=0.6,500=0.6", "add up to 1.20"),
        ] {
            let error = line.parse::<Faults>().expect_err(line);
            assert_eq!(&line[error.at.clone()], wrong);
            assert!(error.what.contains(words) && !error.help.is_empty(), "{error:?}");
        }
    }
}
