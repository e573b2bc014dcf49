use super::identity::Attempt;
use super::recipient::NotARecipient;
use super::seal::Unsealable;
use super::{codes, scan};
use crate::diag::{Diagnostic, Span};

impl Unsealable {
    /// What to say about a sealed value of `key`, written at `at`.
    pub(super) fn diagnostic(&self, key: &str, at: Span) -> Diagnostic {
        match self {
            Self::NotSealed => Diagnostic::error(codes::IN_CLEAR, format!("the secret `{key}` is not sealed"))
                .at(at, "expected `(sealed)\"v1:…\"`")
                .help(format!(
                    "set it with `engine config set {key} --secret`; if this was the real value, it is in the file's history now: \
                     change it where it is used"
                )),
            Self::Version(version) => {
                Diagnostic::error(codes::FORMAT, format!("`{key}` is sealed in format `{version}`, which is not known"))
                    .at(at, "expected `v1:`")
                    .help("a newer engine may read this value")
            }
            Self::Damaged => Diagnostic::error(codes::TAMPERED, format!("the sealed value of `{key}` is cut short or damaged"))
                .at(at, "cannot be a whole sealed value")
                .help(format!("bring the line back from version control, or set `{key}` again")),
            Self::Refused => Diagnostic::error(
                codes::TAMPERED,
                format!("the sealed value of `{key}` does not open with this data key at this place"),
            )
            .at(at, "was edited, or sealed for another key, environment, stack or data key")
            .help(format!("bring the line back from version control, or set `{key}` again")),
        }
    }
}

impl NotARecipient {
    /// What to say about text that should be a public key; `at` is where it stands when it stands in a file.
    pub(super) fn diagnostic(&self, at: Option<Span>) -> Diagnostic {
        let (code, message, label, help) = match self {
            Self::PrivateKey => (
                codes::PRIVATE_KEY,
                "this is a private key, not a recipient".to_owned(),
                "a private key",
                "whoever has seen this can open every secret of its reader: give up this key, make a new one with \
                 `engine secret keygen`, remove the old reader and rotate the secrets. A recipient is the public part, \
                 `age1…` or a line of an ssh `.pub` file",
            ),
            Self::SshType(kind) => (
                codes::RECIPIENT,
                format!("age cannot encrypt to an ssh key of type `{kind}`"),
                "not usable",
                "use `ssh-ed25519`, `ssh-rsa` or an age key from `engine secret keygen`",
            ),
            Self::WeakRsa => (
                codes::RECIPIENT,
                "this RSA key is shorter than 2048 bits".to_owned(),
                "too weak",
                "use `ssh-ed25519` or an age key from `engine secret keygen`",
            ),
            Self::LargeRsa => (
                codes::RECIPIENT,
                "this RSA key is longer than 4096 bits".to_owned(),
                "too large",
                "use `ssh-ed25519` or an age key from `engine secret keygen`",
            ),
            Self::Unknown => (
                codes::RECIPIENT,
                "this is not a recipient".to_owned(),
                "not a public key",
                "a recipient is `age1…`, or `ssh-ed25519 …` or `ssh-rsa …` as in a `.pub` file",
            ),
        };
        let problem = Diagnostic::error(code, message).help(help);
        match at {
            Some(at) => problem.at(at, label),
            None => problem,
        }
    }
}

/// A name from a file as it may stand in a message: never a private key.
pub(super) fn shown(name: &str) -> String {
    scan::presentable(name)
}

/// The diagnostic of a data key that no identity here opens, with everything that was tried.
pub(super) fn locked(wrapped: Span, attempts: &[Attempt]) -> Diagnostic {
    let mut help = match attempts {
        [] => "there is no place to look for an identity".to_owned(),
        _ => "tried, in this order:".to_owned(),
    };
    for attempt in attempts {
        help.push_str(&format!("\n  {attempt}"));
    }
    help.push_str(
        "\nask a reader to run `engine secret recipients add` with your public key (`engine secret keygen` makes one), \
         or name the right identity file with `--identity`",
    );
    Diagnostic::error(codes::LOCKED, "no identity on this machine opens the data key")
        .at(wrapped, "wrapped for other readers")
        .help(help)
}

/// The diagnostic of a recipient that needs a plugin while plugins are off.
pub(super) fn plugin_off(name: &str, at: Option<Span>) -> Diagnostic {
    let problem = Diagnostic::error(codes::PLUGIN, format!("this recipient needs the program `age-plugin-{name}`"))
        .help("a plugin is a program that a file asks to run: set ENGINE_AGE_PLUGINS=1 if you trust it");
    match at {
        Some(at) => problem.at(at, "needs a plugin"),
        None => problem,
    }
}
