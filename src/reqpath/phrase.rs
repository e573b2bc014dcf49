use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use super::truth::{Assumption, Truth};

/// A value that stays closed: what is known of it is which one it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Secret {
    /// Its name in the spec; `None` for what a cloud holds and no secret of the environment accounts for.
    pub name: Option<String>,
    /// Keyed digest of the value; `None` when this machine cannot decrypt.
    pub digest: Option<String>,
}

impl Secret {
    /// A secret of the spec.
    pub fn named(name: &str) -> Self {
        Self { name: Some(name.to_owned()), digest: None }
    }

    /// How it is shown: `(secret origin-header)`.
    pub fn shown(&self) -> String {
        self.name.as_deref().map_or_else(|| "(secret)".to_owned(), |name| format!("(secret {name})"))
    }

    /// Whether both are the same value; `None` when nobody here can tell.
    fn same(&self, other: &Self) -> Option<bool> {
        if self.name.is_some() && self.name == other.name {
            return Some(true);
        }
        match (&self.digest, &other.digest) {
            (Some(one), Some(other)) if !one.is_empty() && !other.is_empty() => Some(one == other),
            _ => None,
        }
    }
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Bytes as they are.
    Plain(Vec<u8>),
    /// A value that stays closed.
    Secret(Secret),
}

/// A text of a request or of a rule: bytes, with secrets in it that only their names stand for. Neighbouring plain pieces are
/// joined and none is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phrase(Vec<Piece>);

/// Where a searched text must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Position {
    /// The part is the text, no more and no less.
    Exactly,
    /// The part begins with the text.
    StartsWith,
    /// The part ends with the text.
    EndsWith,
    /// The text stands anywhere in the part.
    Contains,
    /// Contains, with anything but letters, digits and `_` (or the end of the part) on either side.
    ContainsWord,
}

/// Opens secrets on the model's behalf, for real traffic: the model itself never holds one.
pub trait Oracle: Send + Sync {
    /// Whether `part`, a text of a request, has the secret's value at `position`; `None` when it cannot be opened.
    fn holds(&self, secret: &Secret, position: Position, part: &[u8]) -> Option<bool>;
}

impl Phrase {
    /// Bytes as they are.
    pub fn plain(text: impl Into<Vec<u8>>) -> Self {
        Self::of([Piece::Plain(text.into())])
    }

    /// A secret's value and nothing else.
    pub fn secret(secret: Secret) -> Self {
        Self(vec![Piece::Secret(secret)])
    }

    /// Pieces one after another.
    pub fn of(pieces: impl IntoIterator<Item = Piece>) -> Self {
        let mut joined: Vec<Piece> = Vec::new();
        for piece in pieces {
            match (joined.last_mut(), piece) {
                (_, Piece::Plain(text)) if text.is_empty() => {}
                (Some(Piece::Plain(before)), Piece::Plain(text)) => before.extend(text),
                (_, piece) => joined.push(piece),
            }
        }
        Self(joined)
    }

    /// The pieces, in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// The bytes, when no secret is in it.
    pub fn as_plain(&self) -> Option<&[u8]> {
        match self.0.as_slice() {
            [] => Some(&[]),
            [Piece::Plain(text)] => Some(text),
            _ => None,
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The only secret, when there is nothing else.
    pub fn as_secret(&self) -> Option<&Secret> {
        match self.0.as_slice() {
            [Piece::Secret(secret)] => Some(secret),
            _ => None,
        }
    }

    /// Both with `between` in the middle.
    pub fn joined(&self, between: &str, other: &Self) -> Self {
        let middle = [Piece::Plain(between.as_bytes().to_vec())];
        Self::of(self.0.iter().cloned().chain(middle).chain(other.0.iter().cloned()))
    }

    /// For people and programs: bytes as UTF-8 as far as they are, secrets by name.
    pub fn shown(&self) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Plain(text) => String::from_utf8_lossy(text).into_owned(),
            Piece::Secret(secret) => secret.shown(),
        };
        self.0.iter().map(piece).collect()
    }

    /// Whether `wanted` stands at `position` in this text.
    pub fn holds(&self, position: Position, wanted: &Self, oracle: Option<&dyn Oracle>) -> Truth {
        if let (Some(part), Some(wanted)) = (self.as_plain(), wanted.as_plain()) {
            return Truth::of(stands(part, position, wanted));
        }
        if is_same(&self.0, &wanted.0) {
            return Truth::YES;
        }
        match (self.as_plain(), self.as_secret(), wanted.as_secret()) {
            (Some(part), _, Some(secret)) => against_secret(part, position, secret, oracle),
            (_, Some(sent), Some(secret)) => match (sent.same(secret), position) {
                (Some(true), _) => Truth::YES,
                (Some(false), Position::Exactly) => Truth::NO,
                _ => Truth::unsure(format!("whether {} has {} in it", sent.shown(), secret.shown())),
            },
            _ => in_pieces(&self.0, position, &wanted.0, oracle),
        }
    }
}

/// Whether both are the same for certain: two secrets that nobody can name may differ.
fn is_same(one: &[Piece], other: &[Piece]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|pair| match pair {
            (Piece::Plain(one), Piece::Plain(other)) => one == other,
            (Piece::Secret(one), Piece::Secret(other)) => one.same(other) == Some(true),
            (Piece::Plain(_), Piece::Secret(_)) | (Piece::Secret(_), Piece::Plain(_)) => false,
        })
}

/// Whether the bytes `wanted` stand at `position` in `part`.
pub(super) fn stands(part: &[u8], position: Position, wanted: &[u8]) -> bool {
    let found = || part.windows(wanted.len().max(1)).enumerate().filter(|(_, window)| *window == wanted);
    match position {
        Position::Exactly => part == wanted,
        Position::StartsWith => part.starts_with(wanted),
        Position::EndsWith => part.ends_with(wanted),
        Position::Contains => wanted.is_empty() || found().next().is_some(),
        Position::ContainsWord => {
            let word = |at: Option<&u8>| at.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
            let before = |at: usize| at.checked_sub(1).and_then(|at| part.get(at));
            found().any(|(at, _)| !word(before(at)) && !word(part.get(at + wanted.len())))
        }
    }
}

fn against_secret(part: &[u8], position: Position, secret: &Secret, oracle: Option<&dyn Oracle>) -> Truth {
    // No secret is empty.
    if part.is_empty() {
        return Truth::NO;
    }
    match oracle.and_then(|oracle| oracle.holds(secret, position, part)) {
        Some(holds) => Truth::of(holds),
        None => Truth::no_given(Assumption::NotGuessed { secret: secret.shown() }),
    }
}

/// Texts of several pieces: what the plain pieces at the ends settle, and what equal pieces do.
fn in_pieces(part: &[Piece], position: Position, wanted: &[Piece], oracle: Option<&dyn Oracle>) -> Truth {
    let unsure = || {
        let (part, wanted) = (Phrase(part.to_vec()).shown(), Phrase(wanted.to_vec()).shown());
        Truth::unsure(format!("whether `{wanted}` is in `{part}` depends on the value of a secret"))
    };
    match position {
        Position::Exactly => {
            let (part, wanted) = without_common(part, wanted);
            match (part.as_slice(), wanted.as_slice()) {
                ([], []) => Truth::YES,
                // What is left over is not empty, secret or not.
                ([], _) | (_, []) => Truth::NO,
                ([Piece::Plain(part)], [Piece::Secret(secret)]) => against_secret(part, position, secret, oracle),
                ([Piece::Secret(secret)], [Piece::Plain(_)]) => {
                    Truth::no_given(Assumption::NotGuessed { secret: secret.shown() })
                }
                (part, wanted) if differ(part.first(), wanted.first(), false) => Truth::NO,
                (part, wanted) if differ(part.last(), wanted.last(), true) => Truth::NO,
                _ => unsure(),
            }
        }
        Position::StartsWith => match (part.first(), wanted.first()) {
            (Some(Piece::Plain(part)), Some(Piece::Plain(text))) if wanted.len() == 1 && part.starts_with(text) => {
                Truth::YES
            }
            (part, wanted) if differ(part, wanted, false) => Truth::NO,
            _ if part.len() >= wanted.len() && is_same(&part[..wanted.len()], wanted) => Truth::YES,
            _ => unsure(),
        },
        Position::EndsWith => match (part.last(), wanted.last()) {
            (Some(Piece::Plain(part)), Some(Piece::Plain(text))) if wanted.len() == 1 && part.ends_with(text) => {
                Truth::YES
            }
            (part, wanted) if differ(part, wanted, true) => Truth::NO,
            _ if part.len() >= wanted.len() && is_same(&part[part.len() - wanted.len()..], wanted) => Truth::YES,
            _ => unsure(),
        },
        Position::Contains => {
            let inside = |piece: &Piece| match (piece, wanted) {
                (Piece::Plain(part), [Piece::Plain(text)]) => stands(part, position, text),
                _ => false,
            };
            let whole = part.windows(wanted.len().max(1)).any(|window| is_same(window, wanted));
            if whole || part.iter().any(inside) { Truth::YES } else { unsure() }
        }
        Position::ContainsWord => unsure(),
    }
}

/// Both without what they have in common at the beginning and at the end.
fn without_common(part: &[Piece], wanted: &[Piece]) -> (Vec<Piece>, Vec<Piece>) {
    let (mut part, mut wanted) = (part.to_vec(), wanted.to_vec());
    for from_end in [false, true] {
        loop {
            let at = |pieces: &[Piece]| {
                if from_end { pieces.len().checked_sub(1) } else { (!pieces.is_empty()).then_some(0) }
            };
            let (Some(one), Some(other)) = (at(&part), at(&wanted)) else { break };
            match (&mut part[one], &mut wanted[other]) {
                (Piece::Plain(a), Piece::Plain(b)) => {
                    let common = if from_end {
                        a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
                    } else {
                        a.iter().zip(b.iter()).take_while(|(a, b)| a == b).count()
                    };
                    if common == 0 {
                        break;
                    }
                    for text in [&mut *a, &mut *b] {
                        let rest = text.len() - common;
                        if from_end { text.truncate(rest) } else { drop(text.drain(..common)) }
                    }
                }
                (Piece::Secret(a), Piece::Secret(b)) if a.same(b) == Some(true) => {
                    part.remove(one);
                    wanted.remove(other);
                    continue;
                }
                _ => break,
            }
            let empty = |piece: &Piece| matches!(piece, Piece::Plain(text) if text.is_empty());
            let (gone, also) = (empty(&part[one]), empty(&wanted[other]));
            if gone {
                part.remove(one);
            }
            if also {
                wanted.remove(other);
            }
            if !gone && !also {
                break;
            }
        }
    }
    (part, wanted)
}

/// Whether two plain pieces at the same end cannot belong to equal texts.
fn differ(one: Option<&Piece>, other: Option<&Piece>, from_end: bool) -> bool {
    let (Some(Piece::Plain(one)), Some(Piece::Plain(other))) = (one, other) else { return false };
    let common = one.len().min(other.len());
    if from_end { one[one.len() - common..] != other[other.len() - common..] } else { one[..common] != other[..common] }
}

impl Serialize for Phrase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let piece = |piece: &Piece| match piece {
            Piece::Plain(text) => match std::str::from_utf8(text) {
                Ok(text) => Value::from(text),
                Err(_) => json!({ "base64": BASE64.encode(text) }),
            },
            Piece::Secret(secret) => json!({ "secret": secret }),
        };
        match self.0.as_slice() {
            [] => Value::from("").serialize(serializer),
            [one] => piece(one).serialize(serializer),
            several => several.iter().map(piece).collect::<Vec<_>>().serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Phrase {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let piece = |value: &Value| -> Option<Piece> {
            match value {
                Value::String(text) => Some(Piece::Plain(text.as_bytes().to_vec())),
                Value::Object(map) => match (map.get("base64").and_then(Value::as_str), map.get("secret")) {
                    (Some(text), _) => BASE64.decode(text).ok().map(Piece::Plain),
                    (None, Some(secret)) => Secret::deserialize(secret).ok().map(Piece::Secret),
                    (None, None) => None,
                },
                _ => None,
            }
        };
        let value = Value::deserialize(deserializer)?;
        let pieces = match &value {
            Value::Array(pieces) => pieces.iter().map(piece).collect::<Option<Vec<_>>>(),
            one => piece(one).map(|piece| vec![piece]),
        };
        pieces.map(Self::of).ok_or_else(|| D::Error::custom("expected a text, or pieces of one"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(name: &str, digest: Option<&str>) -> Secret {
        Secret { name: Some(name.to_owned()), digest: digest.map(str::to_owned) }
    }

    fn phrase(pieces: &[Piece]) -> Phrase {
        Phrase::of(pieces.to_vec())
    }

    struct Opens(&'static str);

    impl Oracle for Opens {
        fn holds(&self, _: &Secret, position: Position, part: &[u8]) -> Option<bool> {
            Some(stands(part, position, self.0.as_bytes()))
        }
    }

    #[test]
    fn a_secret_is_itself_and_a_guess_is_none_as_long_as_nobody_can_tell() {
        let (a, b) = (Phrase::secret(secret("a", None)), Phrase::secret(secret("b", None)));
        assert_eq!(a.holds(Position::Exactly, &a, None), Truth::YES);
        assert!(matches!(a.holds(Position::Exactly, &b, None), Truth::Unsure(_)));
        let guess = Phrase::plain("guess");
        assert!(matches!(guess.holds(Position::Exactly, &a, None), Truth::No(given) if given.len() == 1));
        assert_eq!(Phrase::default().holds(Position::Exactly, &a, None), Truth::NO);
        assert_eq!(guess.holds(Position::Exactly, &a, Some(&Opens("guess"))), Truth::YES);
        assert_eq!(guess.holds(Position::Exactly, &a, Some(&Opens("other"))), Truth::NO);
        assert_eq!(guess.holds(Position::Contains, &a, Some(&Opens("ues"))), Truth::YES);
    }

    #[test]
    fn digests_tell_secrets_of_other_names_apart() {
        let with = |name: &str, digest| Phrase::secret(secret(name, Some(digest)));
        assert_eq!(with("a", "1").holds(Position::Exactly, &with("b", "1"), None), Truth::YES);
        assert_eq!(with("a", "1").holds(Position::Exactly, &with("b", "2"), None), Truth::NO);
        // Two that nobody can name or open may be anything.
        let unknown = Phrase::secret(Secret { name: None, digest: None });
        assert!(matches!(unknown.holds(Position::Exactly, &unknown, None), Truth::Unsure(_)));
    }

    #[test]
    fn texts_around_a_secret_settle_what_they_can() {
        let bearer = |name: &str| phrase(&[Piece::Plain(b"Bearer ".to_vec()), Piece::Secret(secret(name, None))]);
        let plain = Phrase::plain;
        assert_eq!(bearer("a").holds(Position::Exactly, &bearer("a"), None), Truth::YES);
        assert_eq!(plain("Basic x").holds(Position::Exactly, &bearer("a"), None), Truth::NO);
        assert!(
            matches!(plain("Bearer x").holds(Position::Exactly, &bearer("a"), None), Truth::No(given) if given.len() == 1)
        );
        assert_eq!(plain("Bearer ").holds(Position::Exactly, &bearer("a"), None), Truth::NO);
        assert_eq!(bearer("a").holds(Position::StartsWith, &plain("Bear"), None), Truth::YES);
        assert_eq!(bearer("a").holds(Position::StartsWith, &plain("Basic"), None), Truth::NO);
        assert!(matches!(bearer("a").holds(Position::StartsWith, &plain("Bearer x"), None), Truth::Unsure(_)));
        assert_eq!(bearer("a").holds(Position::EndsWith, &Phrase::secret(secret("a", None)), None), Truth::YES);
        assert_eq!(bearer("a").holds(Position::Contains, &plain("ear"), None), Truth::YES);
        assert!(matches!(bearer("a").holds(Position::Contains, &plain("x"), None), Truth::Unsure(_)));
        assert_eq!(bearer("a").shown(), "Bearer (secret a)");
    }

    #[test]
    fn words_are_delimited_by_anything_but_letters_digits_and_underscores() {
        for (part, holds) in [("a-b", true), ("b", true), ("ab", false), ("_b", false), ("b1", false), ("ab b", true)] {
            assert_eq!(stands(part.as_bytes(), Position::ContainsWord, b"b"), holds, "{part}");
        }
    }

    #[test]
    fn a_phrase_is_saved_as_it_is() {
        for phrase in [
            Phrase::default(),
            Phrase::plain("text"),
            Phrase::plain(vec![0xFF, 0x00]),
            phrase(&[Piece::Plain(b"a".to_vec()), Piece::Secret(secret("s", Some("d"))), Piece::Plain(b"b".to_vec())]),
        ] {
            let saved = serde_json::to_string(&phrase).expect("serialises");
            assert_eq!(serde_json::from_str::<Phrase>(&saved).expect("reads"), phrase, "{saved}");
        }
    }
}
