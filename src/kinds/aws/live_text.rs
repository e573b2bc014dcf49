//! How texts read from the cloud are written down when the record may hold secrets at their place.

use crate::providers::Hands;
use crate::value::Text;

/// Decides for each text read from the cloud whether it may stand in clear.
///
/// A text is sealed where the record has a secret. It is sealed as well where the record has nothing to compare with although
/// it holds secrets elsewhere, where it equals one of them, or where a secret of the environment is in it: a rule renamed, two
/// texts swapped by hand, or a run that died before it could record what it wrote must not carry a secret into state or plan.
pub(super) struct LiveTexts<'a> {
    hands: &'a Hands,
    secrets: Vec<&'a Text>,
}

impl<'a> LiveTexts<'a> {
    /// `recorded`: every text of the recorded input.
    pub(super) fn new(hands: &'a Hands, recorded: impl IntoIterator<Item = &'a Text>) -> Self {
        Self { hands, secrets: recorded.into_iter().filter(|text| text.is_secret()).collect() }
    }

    /// What stands for `live` in a read; `recorded` is the text at the same place of the record.
    pub(super) fn text(&self, live: &str, recorded: Option<&Text>) -> Text {
        let secret = match recorded {
            Some(text) if text.is_secret() => return self.secret(live, text),
            Some(Text::Known(same)) if same == live => false,
            Some(_) => self.secrets.iter().any(|secret| self.may_be(secret, live)) || self.hands.holds_secret(live),
            None => !self.secrets.is_empty() || self.hands.holds_secret(live),
        };
        if secret { self.hands.seal(live) } else { Text::Known(live.to_owned()) }
    }

    fn secret(&self, live: &str, recorded: &Text) -> Text {
        match recorded {
            // A join has no digest of its own to compare a seal with.
            Text::Join(_) if self.same(recorded, live) => recorded.clone(),
            _ => self.hands.seal(live),
        }
    }

    /// Whether `recorded` stands for what is live; not when this machine cannot tell.
    pub(super) fn same(&self, recorded: &Text, live: &str) -> bool {
        let sealed_as = |digest: &str| self.hands.seal(live) == Text::Sealed(digest.to_owned());
        match recorded {
            Text::Known(text) => text == live,
            Text::Secret(secret) => secret.digest.as_deref().is_some_and(sealed_as),
            Text::Sealed(digest) => sealed_as(digest),
            Text::Join(_) => self.hands.open(recorded).is_ok_and(|plain| plain.expose() == live),
            Text::Ref(_) | Text::Digest(_) => false,
        }
    }

    /// Whether `secret` is what is live, or nobody on this machine can tell.
    fn may_be(&self, secret: &Text, live: &str) -> bool {
        let untold = matches!(secret, Text::Secret(secret) if secret.digest.is_none());
        untold || self.hands.seal(live) == Text::Sealed(String::new()) || self.same(secret, live)
    }

    /// Texts of a set whose order means nothing to AWS, in the order of the record: an item that is still there stands where it
    /// stood, one that took its place fills the gap, the rest follows.
    pub(super) fn set(&self, live: &[String], recorded: &[Text]) -> Vec<Text> {
        let mut left: Vec<&String> = live.iter().collect();
        let mut found: Vec<Option<&String>> = recorded
            .iter()
            .map(|text| left.iter().position(|live| self.same(text, live)).map(|at| left.remove(at)))
            .collect();
        left.sort();
        let mut left = left.into_iter();
        for gap in found.iter_mut().filter(|slot| slot.is_none()) {
            *gap = left.next();
        }
        let known = recorded.iter().zip(found).filter_map(|(text, live)| Some(self.text(live?, Some(text))));
        let known: Vec<Text> = known.collect();
        known.into_iter().chain(left.map(|live| self.text(live, None))).collect()
    }
}
