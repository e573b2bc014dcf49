use std::collections::BTreeMap;

use crate::reqpath::{Phrase, Piece, Secret};
use crate::value::{SecretForm, Text};

/// Which secret a keyed digest is of: it names what a cloud holds in secret fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sealed(BTreeMap<String, (String, SecretForm)>);

impl Sealed {
    /// Takes the digests of secrets: name, form and digest.
    pub fn new(digests: impl IntoIterator<Item = (String, SecretForm, String)>) -> Self {
        Self(digests.into_iter().map(|(name, form, digest)| (digest, (name, form))).collect())
    }

    /// The digest of a secret as it is.
    fn plain_digest(&self, name: &str) -> Option<String> {
        let found = self.0.iter().find(|(_, (one, form))| one == name && *form == SecretForm::Plain);
        found.map(|(digest, _)| digest.clone())
    }
}

/// Turns texts of inputs into phrases of the model.
pub(super) struct Texts<'s> {
    pub(super) sealed: &'s Sealed,
}

impl Texts<'_> {
    /// Plain text as it is; what is still open as its marker.
    pub(super) fn plain(&self, text: &Text) -> String {
        text.label()
    }

    /// A text that may hold secrets.
    pub(super) fn phrase(&self, text: &Text) -> Phrase {
        Phrase::of(self.pieces(text))
    }

    fn pieces(&self, text: &Text) -> Vec<Piece> {
        match text {
            Text::Known(text) => vec![Piece::Plain(text.as_bytes().to_vec())],
            Text::Ref(_) | Text::Digest(_) => vec![Piece::Plain(text.label().into_bytes())],
            Text::Join(parts) => parts.iter().flat_map(|part| self.pieces(part)).collect(),
            Text::Secret(secret) => vec![Piece::Secret(self.named(&secret.name))],
            Text::Sealed(digest) => {
                vec![Piece::Secret(match self.sealed.0.get(digest).filter(|_| !digest.is_empty()) {
                    Some((name, _)) => self.named(name),
                    None => Secret { name: None, digest: Some(digest.clone()).filter(|digest| !digest.is_empty()) },
                })]
            }
        }
    }

    fn named(&self, name: &str) -> Secret {
        Secret { name: Some(name.to_owned()), digest: self.sealed.plain_digest(name) }
    }

    /// A regular expression: a secret stands for the expression that matches exactly its value, or for one of its own.
    ///
    /// # Errors
    /// Why it cannot be read: a secret that is used as an expression as it is.
    pub(super) fn pattern(&self, text: &Text) -> Result<Phrase, String> {
        match text {
            Text::Secret(secret) if secret.form == SecretForm::ExactRegex => {
                Ok(Phrase::secret(self.named(&secret.name)))
            }
            Text::Sealed(digest) => match self.sealed.0.get(digest) {
                Some((name, SecretForm::ExactRegex)) => Ok(Phrase::secret(self.named(name))),
                Some((name, SecretForm::Plain)) => Err(format!("(secret {name}) is used as a regular expression")),
                None => Err("a secret that is not known here is used as a regular expression".to_owned()),
            },
            other if other.is_secret() => Err("a secret is part of a regular expression".to_owned()),
            other => Ok(self.phrase(other)),
        }
    }
}
