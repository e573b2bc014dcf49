use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::complaints::plugin_off;
use super::config_file::{ConfigFile, Setting, config_path};
use super::data_key::{DataKey, DigestKey};
use super::form::in_form;
use super::identity::{Attempt, IdentitySearch};
use super::mask::Mask;
use super::seal::{self, Place};
use super::{Locked, Plain, codes, disk};
use crate::diag::{Diagnostic, Problems, SourceMap, Span, Spanned};
use crate::value::{SecretForm, SecretRef};

/// The values of one environment: plain ones by key, secrets that open when first asked for.
///
/// The data key is unwrapped at most once. Without an identity that can, everything works but opening and digests.
#[derive(Default)]
pub struct Vault {
    stack: String,
    pub(super) env: String,
    /// The file it was read from; `None` when the environment has none.
    path: Option<PathBuf>,
    plain: BTreeMap<String, Spanned<String>>,
    pub(super) secrets: BTreeMap<String, Secret>,
    pub(super) wrapped: Option<Spanned<Vec<u8>>>,
    /// How many stanzas the wrapped key must have; unknown when a plugin writes some of them.
    pub(super) readers: Option<usize>,
    digest_line: Option<Spanned<String>>,
    former: Vec<Spanned<String>>,
    pub(super) search: IdentitySearch,
    key: OnceLock<(Option<Keys>, Vec<Attempt>)>,
    mask: Mutex<Mask>,
    /// Set once the mask knows every secret that opens.
    all_masked: OnceLock<()>,
}

/// What an identity of this machine opens.
struct Keys {
    data: DataKey,
    /// `None` when the file has one that does not open.
    digest: Option<DigestKey>,
}

/// A data key of earlier, with the digest key of its time.
struct Former {
    commitment: String,
    digest: DigestKey,
}

/// A secret that is set.
pub(super) enum Secret {
    /// As sealed in the file.
    Sealed(Spanned<String>),
    /// Given by a program, in memory only.
    Given(Plain),
}

impl Vault {
    /// Reads the config file of an environment beside `spec`; what is wrong with it goes to the problems, and what can be
    /// understood is in the vault. No file is an empty vault.
    ///
    /// The file is added to `sources` as it may be shown: private keys and unsealed secrets in it are starred out.
    pub fn load(
        spec: &Path,
        stack: &str,
        env: &str,
        search: &IdentitySearch,
        sources: &mut SourceMap,
    ) -> (Self, Problems) {
        Self::load_file(&config_path(spec, env), stack, env, search, sources)
    }

    /// As [`Vault::load`], from the config file itself.
    pub(super) fn load_file(
        path: &Path,
        stack: &str,
        env: &str,
        search: &IdentitySearch,
        sources: &mut SourceMap,
    ) -> (Self, Problems) {
        let mut problems = Problems::default();
        let mut vault =
            Self { stack: stack.to_owned(), env: env.to_owned(), search: search.clone(), ..Self::default() };
        match disk::read(path) {
            Ok(Some(text)) => {
                vault.path = Some(path.to_owned());
                let file = sources.add(path, super::scan::presentable(&text));
                let config = ConfigFile::parse(&text, file, &mut problems);
                config.check_owner(stack, env, &mut problems);
                vault.fill(config, &mut problems);
            }
            Ok(None) => {}
            Err(problem) => problems.push(problem),
        }
        (vault, problems)
    }

    /// A vault of values a program already has, under a data key of its own.
    ///
    /// Without random bytes from the system it is locked.
    pub fn in_memory(stack: &str, env: &str, secrets: impl IntoIterator<Item = (String, Plain)>) -> Self {
        Self {
            stack: stack.to_owned(),
            env: env.to_owned(),
            secrets: secrets.into_iter().map(|(name, plain)| (name, Secret::Given(plain))).collect(),
            key: OnceLock::from((DataKey::generate().ok().map(Keys::of), Vec::new())),
            ..Self::default()
        }
    }

    /// The same vault under a given data key, so that digests of an earlier run can be compared.
    pub fn under(self, key: [u8; 32]) -> Self {
        Self { key: OnceLock::from((DataKey::from_bytes(&key).map(Keys::of), Vec::new())), ..self }
    }

    fn fill(&mut self, config: ConfigFile, problems: &mut Problems) {
        for entry in config.entries {
            let key = entry.key.value;
            match entry.value {
                Setting::Plain(text) => {
                    self.plain.insert(key, Spanned::new(text, entry.written));
                }
                Setting::Sealed(text) => {
                    self.secrets.insert(key, Secret::Sealed(Spanned::new(text, entry.written)));
                }
                Setting::Broken => {}
            }
        }
        let sealed = self.secrets.values().find_map(|secret| match secret {
            Secret::Sealed(text) => Some(text.span),
            Secret::Given(_) => None,
        });
        if let Some(span) = sealed
            && config.data_key.is_none()
            && !problems.0.iter().any(|problem| matches!(problem.code, codes::DATA_KEY))
        {
            problems.push(
                Diagnostic::error(codes::DATA_KEY, "there are sealed values but no data key to open them")
                    .at(span, "sealed under a key that is not in this file")
                    .help("bring the `data-key` line back from version control; without it the sealed values are lost"),
            );
        }
        for line in &config.recipients {
            if let Some(name) = line.recipient.plugin()
                && !self.search.plugins()
            {
                problems.push(plugin_off(name, Some(line.key)));
            }
        }
        let countable = config.recipients.iter().all(|line| line.recipient.plugin().is_none());
        self.readers = countable.then_some(config.recipients.len());
        self.wrapped = config.data_key;
        self.digest_line = config.digest_key.map(|line| line.sealed);
        self.former = config.former.into_iter().map(|line| line.sealed).collect();
    }

    /// Whether the environment has a config file.
    pub fn has_config(&self) -> bool {
        self.path.is_some()
    }

    /// The config file it was read from.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// A plain value by key, with its place in the config file.
    pub fn plain(&self, key: &str) -> Option<&Spanned<String>> {
        self.plain.get(key)
    }

    /// Every plain value, by key.
    pub fn plain_values(&self) -> impl Iterator<Item = (&str, &Spanned<String>)> {
        self.plain.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Whether a secret of this name is set. Needs no identity.
    pub fn has_secret(&self, name: &str) -> bool {
        self.secrets.contains_key(name)
    }

    /// The names of every secret that is set. Needs no identity.
    pub fn secret_names(&self) -> impl Iterator<Item = &str> {
        self.secrets.keys().map(String::as_str)
    }

    /// Where a secret stands in the config file.
    pub fn secret_span(&self, name: &str) -> Option<Span> {
        match self.secrets.get(name)? {
            Secret::Sealed(text) => Some(text.span),
            Secret::Given(_) => None,
        }
    }

    /// Opens a secret for a call, in the form it is wanted in.
    ///
    /// # Errors
    /// When it does not exist, no identity on this machine can decrypt it, or it was tampered with.
    pub fn open(&self, secret: &SecretRef) -> Result<Plain, Locked> {
        let plain = self.value(&secret.name)?;
        Ok(in_form(plain.expose(), secret.form))
    }

    /// Keyed digest of a secret's value in its form; `None` when this machine cannot decrypt.
    pub fn digest(&self, secret: &SecretRef) -> Option<String> {
        let plain = self.open(secret).ok()?;
        Some(self.digest_key()?.digest(plain.expose()))
    }

    /// Keyed digest of plain text read from a cloud, comparable with [`Vault::digest`]; empty, which equals every digest, when
    /// this machine cannot decrypt.
    pub fn digest_of_live(&self, plain: &str) -> String {
        self.digest_key().map(|key| key.digest(plain)).unwrap_or_default()
    }

    /// `text` with every secret opened so far replaced by `(secret NAME)`, in whatever spelling it comes: as it is, escaped for
    /// JSON, URLs or XML, in base64.
    pub fn mask(&self, text: &str) -> String {
        self.mask.lock().unwrap_or_else(PoisonError::into_inner).apply(text)
    }

    /// A fingerprint of the data key, for the state to notice another one; `None` when this machine cannot decrypt or there is
    /// no data key.
    pub fn commitment(&self) -> Option<String> {
        self.data_key().map(DataKey::commitment)
    }

    /// Whether `commitment` is of the data key or of one that a reader replaced by it (`rekey`); otherwise the file was swapped
    /// for one under another key. `None` when this machine cannot decrypt.
    pub fn succeeds(&self, commitment: &str) -> Option<bool> {
        let key = self.data_key()?;
        Some(key.commitment() == commitment || self.former_key(commitment).is_some())
    }

    /// Whether digests made when the data key had this commitment were made with today's digest key, so that they say whether a
    /// value changed. `false` when this machine cannot decrypt, and across the removal of a reader.
    pub fn digests_compare(&self, commitment: &str) -> bool {
        let (Some(data), Some(digest)) = (self.data_key(), self.digest_key()) else { return false };
        data.commitment() == commitment
            || self.former_key(commitment).is_some_and(|former| former.digest.expose() == digest.expose())
    }

    fn former_key(&self, commitment: &str) -> Option<Former> {
        let key = self.data_key()?;
        self.former.iter().find_map(|sealed| {
            let bytes = seal::open_bytes(key, self.place(FORMER), &sealed.value).ok()?;
            Former::from_bytes(&bytes).filter(|former| former.commitment == commitment)
        })
    }

    /// Opens the data key now, so that a passphrase is asked for before work begins.
    ///
    /// # Errors
    /// The problem at the place of the data key, with everything that was tried.
    pub fn unlock(&self) -> Result<(), Diagnostic> {
        match (self.data_key(), self.digest_key(), &self.digest_line) {
            (Some(_), None, Some(line)) => Err(unusable_digest_key(line.span)),
            (Some(_), _, _) => Ok(()),
            (None, _, _) => Err(self.locked()),
        }
    }

    /// What was tried to open the data key, in order; empty until something needed it.
    pub fn attempts(&self) -> &[Attempt] {
        self.key.get().map_or(&[], |(_, attempts)| attempts)
    }

    /// Whether a secret is set, opens and has at least `least` characters.
    pub(super) fn has_fitting(&self, name: &str, least: usize) -> bool {
        self.value(name).is_ok_and(|plain| plain.expose().chars().count() >= least)
    }

    pub(super) fn data_key(&self) -> Option<&DataKey> {
        self.keys().map(|keys| &keys.data)
    }

    fn digest_key(&self) -> Option<&DigestKey> {
        self.keys()?.digest.as_ref()
    }

    fn keys(&self) -> Option<&Keys> {
        let (keys, _) = self.key.get_or_init(|| match &self.wrapped {
            Some(wrapped) => {
                let (data, attempts) = self.search.unwrap(&wrapped.value);
                (data.map(|data| self.with_digest_key(data)), attempts)
            }
            None => (None, Vec::new()),
        });
        keys.as_ref()
    }

    fn with_digest_key(&self, data: DataKey) -> Keys {
        let digest = match &self.digest_line {
            Some(line) => open_digest_key(&data, self.place(DIGEST), &line.value),
            None => Some(data.digest_key()),
        };
        Keys { data, digest }
    }

    /// Whether a text read from the cloud has a secret of the environment in it, as far as this machine can decrypt them.
    pub fn is_in(&self, text: &str) -> bool {
        // Opening them is what lets the mask know them.
        self.all_masked.get_or_init(|| self.secrets.keys().for_each(|name| drop(self.value(name))));
        self.mask(text) != text
    }

    /// The one of `live`, texts read from the cloud, whose keyed digest is `digest`; from now on it is masked.
    pub fn unseal(&self, digest: &str, live: &[String]) -> Option<Plain> {
        let key = self.digest_key()?;
        let found = live.iter().find(|plain| key.digest(plain) == digest)?;
        self.mask.lock().unwrap_or_else(PoisonError::into_inner).add("replaced", found);
        Some(Plain::new(found.clone()))
    }

    /// The value as it was set; from now on it is masked.
    pub(super) fn value(&self, name: &str) -> Result<Plain, Locked> {
        let secret = self
            .secrets
            .get(name)
            .ok_or_else(|| Locked(format!("the secret `{name}` is not set in environment `{}`", self.env)))?;
        let plain = match secret {
            Secret::Given(plain) => Plain::new(plain.expose().to_owned()),
            Secret::Sealed(sealed) => {
                let key = self.data_key().ok_or_else(|| self.locked_out(name))?;
                seal::open(key, self.place(name), &sealed.value)
                    .map_err(|why| Locked(why.diagnostic(name, sealed.span).message))?
            }
        };
        let mut mask = self.mask.lock().unwrap_or_else(PoisonError::into_inner);
        mask.add(name, plain.expose());
        mask.add(name, in_form(plain.expose(), SecretForm::ExactRegex).expose());
        drop(mask);
        Ok(plain)
    }

    fn locked_out(&self, name: &str) -> Locked {
        if self.wrapped.is_none() {
            return Locked(format!("the secret `{name}` cannot be opened: the config file has no usable data key"));
        }
        let tried = self.attempts().iter().map(Attempt::to_string).collect::<Vec<_>>().join("; ");
        Locked(format!("the secret `{name}` cannot be opened: no identity here opens the data key ({tried})"))
    }

    pub(super) fn place<'a>(&'a self, key: &'a str) -> Place<'a> {
        Place { stack: &self.stack, env: &self.env, key }
    }
}

impl Keys {
    fn of(data: DataKey) -> Self {
        Self { digest: Some(data.digest_key()), data }
    }
}

impl Former {
    /// A data key, and the digest key of its time where that was not its own.
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (data, digest) = bytes.split_at_checked(32)?;
        let data = DataKey::from_bytes(data)?;
        let digest = if digest.is_empty() { data.digest_key() } else { DigestKey::from_bytes(digest)? };
        Some(Self { commitment: data.commitment(), digest })
    }
}

/// The key name that former data keys are sealed for; no config key can have it.
pub(super) const FORMER: &str = "\u{0}former data key";
/// The key name that a digest key is sealed for; no config key can have it.
pub(super) const DIGEST: &str = "\u{0}digest key";

/// The digest key of a `digest-key` line; `None` when it does not open.
pub(super) fn open_digest_key(data: &DataKey, place: Place<'_>, sealed: &str) -> Option<DigestKey> {
    DigestKey::from_bytes(&seal::open_bytes(data, place, sealed).ok()?)
}

/// The diagnostic of a `digest-key` line that does not open.
pub(super) fn unusable_digest_key(at: Span) -> Diagnostic {
    Diagnostic::error(codes::TAMPERED, "the digest key does not open with this data key")
        .at(at, "was edited, or belongs to another data key")
        .help(
            "bring the line back from version control, or remove it: then every secret counts as changed at the next plan",
        )
}
