use std::sync::Arc;

use crate::reqpath::{Oracle, Position, Secret};
use crate::secrets::Vault;
use crate::value::{SecretForm, SecretRef};

/// Says whether a text that was typed is a secret of the environment, by comparing keyed digests: nothing is opened to be shown.
pub struct Keyed(pub Arc<Vault>);

impl Oracle for Keyed {
    fn holds(&self, secret: &Secret, position: Position, part: &[u8]) -> Option<bool> {
        if position != Position::Exactly {
            return None;
        }
        let of_name =
            |name: &String| self.0.digest(&SecretRef { name: name.clone(), form: SecretForm::Plain, digest: None });
        let wanted = secret.name.as_ref().and_then(of_name).or_else(|| secret.digest.clone())?;
        let Ok(text) = std::str::from_utf8(part) else { return Some(false) };
        let given = self.0.digest_of_live(text);
        (!wanted.is_empty() && !given.is_empty()).then(|| wanted == given)
    }
}
