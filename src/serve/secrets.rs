use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::reqpath::{Oracle, Phrase, Piece, Position, Request, Secret};
use crate::secrets::{Plain, Vault};
use crate::value::{SecretForm, SecretRef};

/// Opens secrets for real traffic: what is compared never leaves here, what a function is sent does.
pub struct Keys {
    vault: Arc<Vault>,
    /// By name, those that were asked for: opening one takes longer than all the rest of a request.
    opened: RwLock<BTreeMap<String, Arc<Plain>>>,
}

impl Keys {
    pub fn new(vault: Arc<Vault>) -> Self {
        Self { vault, opened: RwLock::default() }
    }

    fn plain(&self, secret: &Secret) -> Option<Arc<Plain>> {
        let name = secret.name.as_ref()?;
        if let Some(plain) = self.opened.read().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Some(Arc::clone(plain));
        }
        let wanted = SecretRef { name: name.clone(), digest: None, form: SecretForm::Plain };
        let plain = Arc::new(self.vault.open(&wanted).ok()?);
        self.opened.write().unwrap_or_else(PoisonError::into_inner).insert(name.clone(), Arc::clone(&plain));
        Some(plain)
    }

    /// The bytes a server gets where `phrase` stands; a secret that does not open here keeps its name.
    fn open(&self, phrase: &Phrase) -> Vec<u8> {
        let mut bytes = Vec::new();
        for piece in phrase.pieces() {
            match piece {
                Piece::Plain(text) => bytes.extend_from_slice(text),
                Piece::Secret(secret) => match self.plain(secret) {
                    Some(plain) => bytes.extend_from_slice(plain.expose().as_bytes()),
                    None => bytes.extend_from_slice(secret.shown().as_bytes()),
                },
            }
        }
        bytes
    }

    /// A request as its receiver gets it: every secret in a header is its value.
    pub fn opened(&self, mut request: Request) -> Request {
        for header in &mut request.headers {
            if header.value.as_plain().is_none() {
                header.value = Phrase::plain(self.open(&header.value));
            }
        }
        request
    }

    /// The same of one text.
    pub fn opened_phrase(&self, phrase: &Phrase) -> Phrase {
        Phrase::plain(self.open(phrase))
    }

    /// A text of somebody else's with every secret of the environment masked.
    pub fn masked(&self, text: &str) -> String {
        // Asking once is what opens them all, so that the mask knows them.
        self.vault.is_in("");
        self.vault.mask(text)
    }
}

impl Oracle for Keys {
    fn holds(&self, secret: &Secret, position: Position, part: &[u8]) -> Option<bool> {
        let places = self.plain(secret)?.places_in(part);
        let word = |at: Option<&u8>| at.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        Some(places.iter().any(|place| match position {
            Position::Exactly => *place == (0..part.len()),
            Position::StartsWith => place.start == 0,
            Position::EndsWith => place.end == part.len(),
            Position::Contains => true,
            Position::ContainsWord => {
                let before = place.start.checked_sub(1).and_then(|at| part.get(at));
                !word(before) && !word(part.get(place.end))
            }
        }))
    }
}
