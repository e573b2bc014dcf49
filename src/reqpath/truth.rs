use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// What is taken for granted where the spec and the request cannot tell: it is said with every answer that rests on it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "assumes")]
pub enum Assumption {
    /// A text of the request is compared with a secret that nobody here can open.
    NotGuessed {
        /// The secret, as [`super::Secret::shown`] names it.
        secret: String,
    },
    /// A rate-based rule did not count as many requests of this client.
    BelowRate {
        /// The web ACL's rule.
        rule: String,
        /// Requests.
        limit: u64,
        /// Seconds in which they are counted.
        window: u32,
    },
    /// The client's address is in none of the listed ranges.
    OrdinaryAddress {
        /// The set of addresses.
        set: String,
    },
    /// The client is in none of the countries a rule lists.
    OrdinaryCountry {
        /// ISO codes, separated by spaces.
        countries: String,
    },
    /// The viewer is in a country that is served.
    ServedCountry {
        /// What the distribution says of countries.
        says: String,
    },
    /// A stage, method or usage plan has requests left.
    BelowThrottle {
        /// What limits.
        limit: String,
    },
    /// A bucket holds what the spec puts there and nothing else.
    NothingElseStored {
        /// The key that was asked for.
        key: String,
    },
}

impl Assumption {
    /// One line for people, to be read behind "as long as".
    pub fn words(&self) -> String {
        match self {
            Self::NotGuessed { secret } => format!("what is sent is not the value of {secret}"),
            Self::BelowRate { rule, limit, window } => {
                format!("the client sends no more than {limit} requests in {window} s (rule `{rule}`)")
            }
            Self::OrdinaryAddress { set } => format!("the client's address is not in {set} (say it with --from)"),
            Self::OrdinaryCountry { countries } => {
                format!("the client is not in {countries} (say its country with --country)")
            }
            Self::ServedCountry { says } => format!("the viewer's country is served: {says} (say it with --country)"),
            Self::BelowThrottle { limit } => format!("there are requests left: {limit}"),
            Self::NothingElseStored { key } => format!("nobody else put `{key}` into the bucket"),
        }
    }
}

/// What an answer rests on.
pub type Given = BTreeSet<Assumption>;

/// Whether something holds. Where AWS does not say, or what decides is not known here, it is unsure and never guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    /// It does, as long as the assumptions hold.
    Yes(Given),
    /// It does not, as long as the assumptions hold.
    No(Given),
    /// Nobody can tell, and why.
    Unsure(String),
}

impl Truth {
    /// It holds without conditions.
    pub const YES: Self = Self::Yes(Given::new());
    /// It does not hold, without conditions.
    pub const NO: Self = Self::No(Given::new());

    /// What is plainly so or not.
    pub const fn of(holds: bool) -> Self {
        if holds { Self::YES } else { Self::NO }
    }

    /// It does not hold, as long as `assumption` does.
    pub fn no_given(assumption: Assumption) -> Self {
        Self::No(Given::from([assumption]))
    }

    /// Nobody can tell.
    pub fn unsure(why: impl Into<String>) -> Self {
        Self::Unsure(why.into())
    }

    /// The opposite.
    pub fn turned(self) -> Self {
        match self {
            Self::Yes(given) => Self::No(given),
            Self::No(given) => Self::Yes(given),
            unsure @ Self::Unsure(_) => unsure,
        }
    }

    /// Whether all hold. One that plainly does not settles it, whatever is unsure of the others.
    pub fn all(truths: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Given::new();
        let (mut against, mut unsure) = (None, None);
        for truth in truths {
            match truth {
                Self::No(given) if given.is_empty() => return Self::NO,
                Self::No(given) => against = against.or(Some(given)),
                Self::Yes(mut given) => all.append(&mut given),
                Self::Unsure(why) => unsure = unsure.or(Some(why)),
            }
        }
        match (against, unsure) {
            (Some(given), _) => Self::No(given),
            (None, Some(why)) => Self::Unsure(why),
            (None, None) => Self::Yes(all),
        }
    }

    /// Whether any holds. One that plainly does settles it.
    pub fn any(truths: impl IntoIterator<Item = Self>) -> Self {
        Self::all(truths.into_iter().map(Self::turned)).turned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed() -> Truth {
        Truth::no_given(Assumption::NotGuessed { secret: "(secret a)".into() })
    }

    #[test]
    fn what_is_plain_settles_it_before_what_is_unsure() {
        let unsure = || Truth::unsure("nobody knows");
        assert_eq!(Truth::all([unsure(), Truth::NO]), Truth::NO);
        assert_eq!(Truth::all([unsure(), Truth::YES]), unsure());
        assert_eq!(Truth::any([unsure(), Truth::YES]), Truth::YES);
        assert_eq!(Truth::any([unsure(), Truth::NO]), unsure());
        assert_eq!(Truth::all([]), Truth::YES);
        assert_eq!(Truth::any([]), Truth::NO);
    }

    #[test]
    fn assumptions_stay_with_what_rests_on_them() {
        assert_eq!(Truth::all([Truth::YES, guessed()]), guessed());
        assert_eq!(Truth::all([guessed(), Truth::NO]), Truth::NO);
        assert_eq!(Truth::any([guessed(), Truth::NO]), guessed());
        assert_eq!(Truth::any([guessed(), Truth::YES]), Truth::YES);
        assert!(matches!(guessed().turned(), Truth::Yes(given) if given.len() == 1));
    }
}
