use std::ffi::OsString;
use std::fmt;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use age::secrecy::SecretString;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::Plain;
use super::data_key::{DataKey, clean};
use super::recipient::Recipient;

/// Asks a person for a passphrase; gets what it is for, gives nothing when nobody can be asked.
pub type Ask = Arc<dyn Fn(&str) -> Option<Plain> + Send + Sync>;

/// Where to look for a private key that opens the data key, in this order:
/// the file given with `--identity`, the file in `ENGINE_AGE_IDENTITY`, the key in `ENGINE_AGE_KEY`, the user's
/// `engine/identity.txt`, `~/.ssh/id_ed25519`, `~/.ssh/id_rsa`.
#[derive(Clone, Default)]
pub struct IdentitySearch {
    flag: Option<PathBuf>,
    variable: Option<PathBuf>,
    key: Option<Arc<Plain>>,
    config_dir: Option<PathBuf>,
    ssh_dir: Option<PathBuf>,
    plugins: bool,
    ask: Option<Ask>,
}

/// One place that was looked at, and what came of it. Holds no part of any key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Where: `--identity key.txt`, `ENGINE_AGE_KEY`, `~/.ssh/id_ed25519` as a path.
    pub source: String,
    /// What came of looking there.
    pub outcome: Outcome,
}

/// What came of looking at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It opens the data key.
    Opened,
    /// No file there.
    Missing,
    /// The file cannot be read; what the system says.
    Unreadable(String),
    /// It holds no identity; the first line that is something else, from 1, where it has lines.
    NotAnIdentity(Option<usize>),
    /// A good identity, but the data key is not wrapped for it.
    NotAReader,
    /// It is protected by a passphrase and there is nobody to ask.
    NeedsPassphrase,
    /// The passphrase did not open it.
    WrongPassphrase,
    /// It needs this age plugin, and plugins are off.
    PluginOff(String),
    /// A kind of key age cannot use; what age says.
    Unsupported(String),
    /// Its reader is meant, but what it opened is not a data key; what age says.
    Damaged(String),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Opened => f.write_str("opens the data key"),
            Self::Missing => f.write_str("not there"),
            Self::Unreadable(why) => write!(f, "cannot be read: {why}"),
            Self::NotAnIdentity(Some(line)) => write!(f, "line {line} is not an identity"),
            Self::NotAnIdentity(None) => f.write_str("holds no identity"),
            Self::NotAReader => f.write_str("is not among the readers"),
            Self::NeedsPassphrase => f.write_str("needs its passphrase, and there is no terminal to ask at"),
            Self::WrongPassphrase => f.write_str("was not opened by the passphrase"),
            Self::PluginOff(name) => write!(f, "needs `age-plugin-{name}`; set ENGINE_AGE_PLUGINS=1 to run plugins"),
            Self::Unsupported(why) => write!(f, "cannot be used: {why}"),
            Self::Damaged(why) => write!(f, "does not open the data key: {why}"),
        }
    }
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.source, self.outcome)
    }
}

/// A private key found somewhere.
enum Identity {
    Age(age::x25519::Identity),
    Ssh { key: age::ssh::Identity, source: String },
    Plugin(age::plugin::Identity),
}

/// An identity file is a few lines; more is not read.
const LARGEST: u64 = 1 << 20;
/// Passphrases a person may try.
const TRIES: usize = 3;
/// The most scrypt work for a passphrase-protected identity file, as a power of two: about five seconds. A hostile file could
/// otherwise keep the machine busy for hours.
const SCRYPT_WORK: u8 = 20;

impl IdentitySearch {
    /// The search of a command: `flag` is its `--identity`, `variable` looks up the environment.
    ///
    /// Reads `ENGINE_AGE_IDENTITY`, `ENGINE_AGE_KEY`, `ENGINE_AGE_PLUGINS`, `XDG_CONFIG_HOME` and `HOME`; an empty variable is
    /// as good as none. Nothing is asked and no file is opened yet.
    pub fn from_environment(flag: Option<PathBuf>, variable: &dyn Fn(&str) -> Option<OsString>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let home = set("HOME").or_else(|| set("USERPROFILE")).map(PathBuf::from);
        let config = set("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        Self {
            flag,
            variable: set("ENGINE_AGE_IDENTITY").map(PathBuf::from),
            key: set("ENGINE_AGE_KEY").and_then(|key| key.into_string().ok()).map(|key| Arc::new(Plain::new(key))),
            config_dir: config.or_else(|| home.as_ref().map(|home| home.join(".config"))),
            ssh_dir: home.map(|home| home.join(".ssh")),
            plugins: set("ENGINE_AGE_PLUGINS").is_some_and(|value| value == "1"),
            ask: None,
        }
    }

    /// A search that knows one identity file and nothing else.
    pub fn only(file: impl Into<PathBuf>) -> Self {
        Self { flag: Some(file.into()), ..Self::default() }
    }

    /// The same search, with somebody to ask for passphrases. Each key is asked for only when the data key is wrapped for it.
    pub fn asking(self, ask: Ask) -> Self {
        Self { ask: Some(ask), ..self }
    }

    /// Where `engine secret keygen` puts an identity unless told otherwise; `None` without a home.
    pub fn user_identity(&self) -> Option<PathBuf> {
        self.config_dir.as_ref().map(|folder| folder.join("engine").join("identity.txt"))
    }

    /// Whether age plugins may be run.
    pub fn plugins(&self) -> bool {
        self.plugins
    }

    /// Opens a wrapped data key with the first identity that can; the attempts say what was tried.
    pub(super) fn unwrap(&self, wrapped: &[u8]) -> (Option<DataKey>, Vec<Attempt>) {
        let mut attempts = Vec::new();
        for place in self.places() {
            let mut outcome = match self.read(&place) {
                Err(outcome) => outcome,
                Ok(identities) => {
                    let mut last = Outcome::NotAnIdentity(None);
                    for identity in &identities {
                        match self.open(identity, wrapped) {
                            Ok(key) => {
                                attempts.push(Attempt { source: place.source(), outcome: Outcome::Opened });
                                return (Some(key), attempts);
                            }
                            Err(outcome) => last = outcome,
                        }
                    }
                    last
                }
            };
            if let Outcome::Unsupported(why) = &mut outcome {
                *why = clean(why);
            }
            attempts.push(Attempt { source: place.source(), outcome });
        }
        (None, attempts)
    }

    /// The public key of the first usable identity, and where it was found: whose file a new config file becomes.
    pub(super) fn own_recipient(&self) -> Option<(Recipient, String)> {
        self.places().into_iter().find_map(|place| {
            let identities = self.read(&place).ok()?;
            let recipient = identities.iter().find_map(Identity::recipient)?;
            Some((recipient, place.source()))
        })
    }

    fn places(&self) -> Vec<Place<'_>> {
        let ssh = |name| self.ssh_dir.as_ref().map(|folder| folder.join(name));
        [
            self.flag.clone().map(|path| Place::File("--identity ", path)),
            self.variable.clone().map(|path| Place::File("ENGINE_AGE_IDENTITY ", path)),
            self.key.as_deref().map(Place::Key),
            self.user_identity().map(|path| Place::File("", path)),
            ssh("id_ed25519").map(|path| Place::File("", path)),
            ssh("id_rsa").map(|path| Place::File("", path)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn read(&self, place: &Place<'_>) -> Result<Vec<Identity>, Outcome> {
        let bytes = match place {
            Place::Key(key) => Zeroizing::new(key.expose().as_bytes().to_vec()),
            Place::File(_, path) => read_file(path)?,
        };
        if bytes.starts_with(b"age-encryption.org/v1") || bytes.starts_with(b"-----BEGIN AGE ENCRYPTED FILE") {
            let bytes = self.open_identity_file(&bytes, &place.source())?;
            return self.lines(&bytes);
        }
        if bytes.trim_ascii_start().starts_with(b"-----BEGIN") {
            let source = place.source();
            let key = age::ssh::Identity::from_buffer(bytes.trim_ascii_start(), Some(source.clone()))
                .map_err(|_| Outcome::NotAnIdentity(None))?;
            return Ok(vec![Identity::Ssh { key, source }]);
        }
        self.lines(&bytes)
    }

    /// The identities of an age identity file, one a line; `#` starts a comment.
    fn lines(&self, bytes: &[u8]) -> Result<Vec<Identity>, Outcome> {
        let text = str::from_utf8(bytes).map_err(|_| Outcome::NotAnIdentity(None))?;
        let mut identities = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Ok(identity) = line.parse::<age::x25519::Identity>() {
                identities.push(Identity::Age(identity));
            } else if let Ok(identity) = line.parse::<age::plugin::Identity>() {
                identities.push(Identity::Plugin(identity));
            } else {
                return Err(Outcome::NotAnIdentity(Some(number + 1)));
            }
        }
        if identities.is_empty() { Err(Outcome::NotAnIdentity(None)) } else { Ok(identities) }
    }

    /// Decrypts an identity file that is itself encrypted with a passphrase.
    fn open_identity_file(&self, bytes: &[u8], source: &str) -> Result<Zeroizing<Vec<u8>>, Outcome> {
        let ask = self.ask.as_ref().ok_or(Outcome::NeedsPassphrase)?;
        for _ in 0..TRIES {
            let passphrase = ask(&format!("Passphrase of {source}")).ok_or(Outcome::NeedsPassphrase)?;
            let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase.expose()));
            identity.set_max_work_factor(SCRYPT_WORK);
            let reader = age::armor::ArmoredReader::new(bytes);
            let decrypted = age::Decryptor::new_buffered(reader)
                .and_then(|decryptor| decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)));
            match decrypted {
                Ok(stream) => {
                    let mut plain = Zeroizing::new(Vec::with_capacity(4096));
                    stream
                        .take(LARGEST)
                        .read_to_end(&mut plain)
                        .map_err(|error| Outcome::Damaged(clean(&error.to_string())))?;
                    return Ok(plain);
                }
                Err(age::DecryptError::DecryptionFailed | age::DecryptError::KeyDecryptionFailed) => {}
                Err(error) => return Err(Outcome::Unsupported(error.to_string())),
            }
        }
        Err(Outcome::WrongPassphrase)
    }

    fn open(&self, identity: &Identity, wrapped: &[u8]) -> Result<DataKey, Outcome> {
        match identity {
            Identity::Age(identity) => outcome(DataKey::unwrap(wrapped, identity)),
            Identity::Plugin(identity) => self.open_with_plugin(identity, wrapped),
            Identity::Ssh { key: age::ssh::Identity::Unsupported(why), .. } => {
                Err(Outcome::Unsupported(Shown(why).to_string()))
            }
            Identity::Ssh { key: key @ age::ssh::Identity::Unencrypted(_), .. } => {
                outcome(DataKey::unwrap(wrapped, key))
            }
            Identity::Ssh { key: key @ age::ssh::Identity::Encrypted(_), source } => {
                // The age crate would ask for the passphrase before it looks whether the key is meant at all.
                let meant = identity.recipient().is_some_and(|recipient| header_names(wrapped, &recipient));
                if !meant {
                    return Err(Outcome::NotAReader);
                }
                let ask = self.ask.as_ref().ok_or(Outcome::NeedsPassphrase)?;
                for _ in 0..TRIES {
                    let passphrase = ask(&format!("Passphrase of {source}")).ok_or(Outcome::NeedsPassphrase)?;
                    let answer = Answer(SecretString::from(passphrase.expose()));
                    match outcome(DataKey::unwrap(wrapped, &key.clone().with_callbacks(answer))) {
                        Err(Outcome::WrongPassphrase) => {}
                        done => return done,
                    }
                }
                Err(Outcome::WrongPassphrase)
            }
        }
    }

    fn open_with_plugin(&self, identity: &age::plugin::Identity, wrapped: &[u8]) -> Result<DataKey, Outcome> {
        let name = identity.plugin();
        if !self.plugins {
            return Err(Outcome::PluginOff(name.to_owned()));
        }
        let only = std::slice::from_ref(identity);
        let plugin = age::plugin::IdentityPluginV1::new(name, only, age::NoCallbacks)
            .map_err(|error| Outcome::Unsupported(error.to_string()))?;
        outcome(DataKey::unwrap(wrapped, &plugin))
    }
}

/// One place to look at.
enum Place<'a> {
    /// A file, and how it came to be looked at.
    File(&'static str, PathBuf),
    /// `ENGINE_AGE_KEY`.
    Key(&'a Plain),
}

impl Place<'_> {
    fn source(&self) -> String {
        match self {
            Self::File(why, path) => format!("{why}{}", path.display()),
            Self::Key(_) => "ENGINE_AGE_KEY".to_owned(),
        }
    }
}

impl Identity {
    /// Its public key; `None` where only a plugin knows it.
    fn recipient(&self) -> Option<Recipient> {
        match self {
            Self::Age(identity) => Some(Recipient::Age(identity.to_public())),
            Self::Ssh { key, .. } => age::ssh::Recipient::try_from(key.clone()).ok().map(Recipient::Ssh),
            Self::Plugin(_) => None,
        }
    }
}

/// Gives the passphrase a person typed, once per question of age.
#[derive(Clone)]
struct Answer(SecretString);

impl age::Callbacks for Answer {
    fn display_message(&self, _: &str) {}

    fn confirm(&self, _: &str, _: &str, _: Option<&str>) -> Option<bool> {
        None
    }

    fn request_public_string(&self, _: &str) -> Option<String> {
        None
    }

    fn request_passphrase(&self, _: &str) -> Option<SecretString> {
        Some(self.0.clone())
    }
}

struct Shown<'a>(&'a age::ssh::UnsupportedKey);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.display(f, None)
    }
}

fn outcome(opened: Result<Option<DataKey>, age::DecryptError>) -> Result<DataKey, Outcome> {
    match opened {
        Ok(Some(key)) => Ok(key),
        Ok(None) => Err(Outcome::Damaged("it holds something else".to_owned())),
        Err(age::DecryptError::NoMatchingKeys) => Err(Outcome::NotAReader),
        Err(age::DecryptError::KeyDecryptionFailed) => Err(Outcome::WrongPassphrase),
        Err(error) => Err(Outcome::Damaged(clean(&error.to_string()))),
    }
}

fn read_file(path: &Path) -> Result<Zeroizing<Vec<u8>>, Outcome> {
    let unreadable = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Outcome::Missing,
        _ => Outcome::Unreadable(error.to_string()),
    };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(8192));
    file.take(LARGEST).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

/// Whether the header of an age file names an ssh key: by the first four bytes of SHA-256 over the public key
/// (<https://c2sp.org/age>, ssh recipient stanzas).
fn header_names(wrapped: &[u8], recipient: &Recipient) -> bool {
    let text = recipient.to_string();
    let Some((kind, key)) = text.split_once(' ') else { return false };
    let Ok(key) = BASE64_STANDARD.decode(key) else { return false };
    let tag = BASE64_STANDARD_NO_PAD.encode(&Sha256::digest(&key)[..4]);
    let stanza = format!("-> {kind} {tag}");
    header_lines(wrapped)
        .any(|line| line.strip_prefix(stanza.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
}

/// How many readers an age file is wrapped for; the stanza that age adds to keep parsers honest does not count.
pub(super) fn wrapped_for(wrapped: &[u8]) -> usize {
    header_lines(wrapped).filter(|line| line.starts_with("-> ") && !line.contains("-grease")).count()
}

fn header_lines(wrapped: &[u8]) -> impl Iterator<Item = &str> {
    wrapped
        .split(|byte| *byte == b'\n')
        .map_while(|line| str::from_utf8(line).ok())
        .take_while(|line| !line.starts_with("---"))
}
