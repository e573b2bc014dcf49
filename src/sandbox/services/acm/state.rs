use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::sandbox::World;
use crate::sandbox::services::route53;

/// How long after the request the validation records are known.
const RECORDS_AFTER: Duration = Duration::from_secs(2);
/// How long after its records stand a certificate is issued.
const ISSUED_AFTER: Duration = Duration::from_secs(30);
/// How long ACM waits for the records.
const PATIENCE: Duration = Duration::from_secs(72 * 3600);

/// One region's certificates.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// By ARN.
    pub certificates: BTreeMap<String, Certificate>,
}

/// A public certificate.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Certificate {
    /// `arn:aws:acm:{region}:{account}:certificate/{uuid}`.
    pub arn: String,
    /// The first name asked for, `DomainName`; lower case.
    pub domain: String,
    /// Every name, `domain` among them; lower case.
    pub names: BTreeSet<String>,
    /// `RSA_2048`, `EC_prime256v1`, …
    pub key_algorithm: String,
    /// `DNS` or `EMAIL`.
    pub validation_method: String,
    /// What a repeated request within an hour is known by; absent when none was given.
    pub idempotency_token: Option<String>,
    /// By key.
    pub tags: BTreeMap<String, String>,
    /// Since 1970, as the others.
    pub created: Duration,
    /// When it was issued; absent as long as it is not.
    pub issued: Option<Duration>,
    /// Set when it was seen that the records did not come in time.
    pub timed_out: bool,
}

/// Where a certificate is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Its validation records do not all stand yet, or not long enough.
    PendingValidation,
    /// It can be used.
    Issued,
    /// The records did not come within 72 hours; it never will be issued.
    ValidationTimedOut,
}

impl Status {
    /// As AWS writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PendingValidation => "PENDING_VALIDATION",
            Self::Issued => "ISSUED",
            Self::ValidationTimedOut => "VALIDATION_TIMED_OUT",
        }
    }
}

/// A CNAME record that proves a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proof {
    pub(super) name: String,
    pub(super) value: String,
}

impl Certificate {
    /// Where it is; [`settle`] first.
    pub fn status(&self) -> Status {
        match (self.issued, self.timed_out) {
            (Some(_), _) => Status::Issued,
            (None, true) => Status::ValidationTimedOut,
            (None, false) => Status::PendingValidation,
        }
    }

    /// The record that proves `name`: always the same for a name, whichever certificate asks, and for its wildcard.
    pub(super) fn proof(name: &str) -> Proof {
        let base = name.strip_prefix("*.").unwrap_or(name);
        let digest = |salt: &str| -> String {
            let bytes = Sha256::digest(format!("{salt}:{base}").as_bytes());
            bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
        };
        let zone: String = digest("zone").chars().take(10).collect();
        Proof {
            name: format!("_{}.{base}.", digest("name")),
            value: format!("_{}.{zone}.acm-validations.aws.", digest("value")),
        }
    }

    /// Whether the validation records are known by `now`.
    pub(super) fn has_records(&self, now: Duration) -> bool {
        now >= self.created + RECORDS_AFTER
    }

    /// When the last of its records came to stand, if all of them do.
    fn proven(&self, world: &World) -> Option<Duration> {
        let mut last = self.created + RECORDS_AFTER;
        for name in &self.names {
            let proof = Self::proof(name);
            let is_it =
                |value: &str| value.trim_end_matches('.').eq_ignore_ascii_case(proof.value.trim_end_matches('.'));
            let records = route53::values(world, &proof.name, "CNAME");
            let since = records.into_iter().find(|(value, _)| is_it(value)).map(|(_, since)| since)?;
            last = last.max(since);
        }
        Some(last)
    }
}

/// What time has made of a certificate that is still pending: when it was issued, or that it waited too long.
enum Fate {
    Issued(Duration),
    TimedOut,
}

impl Certificate {
    fn fate(&self, world: &World, now: Duration) -> Option<Fate> {
        if self.status() != Status::PendingValidation || self.validation_method != "DNS" {
            return None;
        }
        let end = self.created + PATIENCE;
        let issued = self.proven(world).map(|since| since + ISSUED_AFTER).filter(|at| *at <= now.min(end));
        match issued {
            Some(at) => Some(Fate::Issued(at)),
            None => (now > end).then_some(Fate::TimedOut),
        }
    }
}

/// Lets time take its course: issues certificates whose records have stood long enough, times out those that waited too long.
/// Called before anything that could take the records away.
pub fn settle(world: &mut World, now: Duration) {
    let mut due = Vec::new();
    for (region, state) in world.acm.iter() {
        for certificate in state.certificates.values() {
            due.extend(certificate.fate(world, now).map(|fate| (region.clone(), certificate.arn.clone(), fate)));
        }
    }
    for (region, arn, fate) in due {
        if let Some(certificate) = world.acm.get_mut(&region).and_then(|state| state.certificates.get_mut(&arn)) {
            match fate {
                Fate::Issued(at) => certificate.issued = Some(at),
                Fate::TimedOut => certificate.timed_out = true,
            }
        }
    }
}

/// The names of a certificate that is issued as of `now`; `None` when it is not, or not there.
pub fn issued_names<'w>(world: &'w World, arn: &str, now: Duration) -> Option<&'w BTreeSet<String>> {
    let region = arn.strip_prefix("arn:aws:acm:")?.split(':').next()?;
    let certificate = world.acm.get(region)?.certificates.get(arn)?;
    let issued = certificate.issued.is_some() || matches!(certificate.fate(world, now), Some(Fate::Issued(_)));
    issued.then_some(&certificate.names)
}
