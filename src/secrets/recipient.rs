use std::fmt;

/// Somebody who can open the data key, by public key.
#[derive(Clone)]
pub(super) enum Recipient {
    /// `age1…`, X25519.
    Age(age::x25519::Recipient),
    /// `ssh-ed25519 …` or `ssh-rsa …`.
    Ssh(age::ssh::Recipient),
    /// `age1name1…`: wrapping for it runs the program `age-plugin-name`.
    Plugin(age::plugin::Recipient),
}

/// Why text is not a recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NotARecipient {
    /// It is a private key. Must never be shown again.
    PrivateKey,
    /// An ssh key of a type age does not encrypt to.
    SshType(String),
    /// An RSA key under 2048 bits.
    WeakRsa,
    /// An RSA key over 4096 bits.
    LargeRsa,
    /// Anything else.
    Unknown,
}

impl Recipient {
    /// Reads a public key as it stands in a config file or on a command line; a comment after an ssh key is left out.
    pub(super) fn parse(text: &str) -> Result<Self, NotARecipient> {
        use age::ssh::ParseRecipientKeyError as Ssh;
        let text = text.trim();
        if holds_private_key(text) {
            return Err(NotARecipient::PrivateKey);
        }
        if text.starts_with("age1") {
            return match (text.parse(), text.parse()) {
                (Ok(recipient), _) => Ok(Self::Age(recipient)),
                (_, Ok(recipient)) => Ok(Self::Plugin(recipient)),
                _ => Err(NotARecipient::Unknown),
            };
        }
        // The parser waits for the end of the key; without anything after it, it would take the key as incomplete.
        match format!("{text}\n").parse::<age::ssh::Recipient>() {
            Ok(recipient) => Ok(Self::Ssh(recipient)),
            Err(Ssh::Unsupported(kind)) => Err(NotARecipient::SshType(kind)),
            Err(Ssh::RsaModulusTooSmall) => Err(NotARecipient::WeakRsa),
            Err(Ssh::RsaModulusTooLarge) => Err(NotARecipient::LargeRsa),
            Err(_) => Err(NotARecipient::Unknown),
        }
    }

    /// The name of the plugin it needs.
    pub(super) fn plugin(&self) -> Option<&str> {
        match self {
            Self::Plugin(recipient) => Some(recipient.plugin()),
            Self::Age(_) | Self::Ssh(_) => None,
        }
    }

    /// What age wraps for.
    ///
    /// # Errors
    /// When the plugin it needs is not installed.
    pub(super) fn to_age(&self) -> Result<Box<dyn age::Recipient + Send>, String> {
        Ok(match self {
            Self::Age(recipient) => Box::new(recipient.clone()),
            Self::Ssh(recipient) => Box::new(recipient.clone()),
            Self::Plugin(recipient) => {
                let only = std::slice::from_ref(recipient);
                let plugin = age::plugin::RecipientPluginV1::new(recipient.plugin(), only, &[], age::NoCallbacks)
                    .map_err(|error| super::data_key::clean(&error.to_string()))?;
                Box::new(plugin)
            }
        })
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Age(recipient) => recipient.fmt(f),
            Self::Ssh(recipient) => recipient.fmt(f),
            Self::Plugin(recipient) => recipient.fmt(f),
        }
    }
}

/// Whether there is a private key somewhere in a text.
pub(super) fn holds_private_key(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    upper.contains("AGE-SECRET-KEY-") || upper.contains("AGE-PLUGIN-") || upper.contains("PRIVATE KEY-----")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_keys_are_told_from_private_ones_and_from_nonsense() {
        let identity = age::x25519::Identity::generate();
        let public = identity.to_public().to_string();
        assert_eq!(Recipient::parse(&public).ok().unwrap().to_string(), public);
        use age::secrecy::ExposeSecret as _;
        let private = identity.to_string();
        assert_eq!(Recipient::parse(private.expose_secret()).err(), Some(NotARecipient::PrivateKey));
        assert_eq!(Recipient::parse(&private.expose_secret().to_lowercase()).err(), Some(NotARecipient::PrivateKey));
        let pem = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn";
        assert_eq!(Recipient::parse(pem).err(), Some(NotARecipient::PrivateKey));
        assert_eq!(Recipient::parse("alice").err(), Some(NotARecipient::Unknown));
        assert_eq!(Recipient::parse("age1nonsense").err(), Some(NotARecipient::Unknown));
        assert_eq!(Recipient::parse("").err(), Some(NotARecipient::Unknown));
    }

    #[test]
    fn ssh_keys_are_taken_with_or_without_comment() {
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN";
        for text in [key.to_owned(), format!("{key} alice@example.com"), format!("  {key}\n")] {
            assert_eq!(Recipient::parse(&text).ok().unwrap().to_string(), key);
        }
        let ecdsa = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTY= x";
        assert!(matches!(Recipient::parse(ecdsa).err(), Some(NotARecipient::SshType(_) | NotARecipient::Unknown)));
    }
}
