use super::complaints::locked;
use super::identity::wrapped_for;
use super::seal::{self, Unsealable};
use super::vault::Secret;
use super::{Vault, codes};
use crate::diag::{Diagnostic, Problems, Spanned};

impl Vault {
    /// Opens everything and says what does not open, what is shorter than the spec asks for (`declared`: name and least length
    /// in characters), and whether the data key is wrapped for as many readers as are listed.
    pub fn check(&self, declared: &[(String, usize)]) -> Problems {
        let mut problems = Problems::default();
        if let Some(wrapped) = &self.wrapped {
            let stanzas = wrapped_for(&wrapped.value);
            if let Some(readers) = self.readers
                && stanzas != readers
            {
                let message = format!("the data key is wrapped for {stanzas} readers, but {readers} are listed");
                problems.push(
                    Diagnostic::warning(codes::STALE_WRAP, message)
                        .at(wrapped.span, "wrapped before the list was edited")
                        .help("run `engine secret rekey`: it makes a new data key for exactly the readers listed"),
                );
            }
        }
        if self.secrets.is_empty() {
            return problems;
        }
        if let Err(problem) = self.unlock() {
            problems.push(problem);
            return problems;
        }
        for (name, secret) in &self.secrets {
            match (self.value(name), secret) {
                (Ok(plain), _) => {
                    let least = declared.iter().find(|(other, _)| other == name).map_or(0, |(_, least)| *least);
                    let length = plain.expose().chars().count();
                    if length < least {
                        problems.push(self.too_short(name, length, least));
                    }
                }
                (Err(_), Secret::Sealed(sealed)) => problems.push(self.tampered(name, sealed)),
                (Err(_), Secret::Given(_)) => {}
            }
        }
        problems
    }

    fn too_short(&self, name: &str, length: usize, least: usize) -> Diagnostic {
        let message = format!("the secret `{name}` has {length} characters, the spec asks for {least}");
        let problem = Diagnostic::error(codes::TOO_SHORT, message)
            .help(format!("set a longer one, for example with `engine config set {name} --secret --generate`"));
        match self.secret_span(name) {
            Some(span) => problem.at(span, "too short"),
            None => problem,
        }
    }

    /// The diagnostic of a sealed value that does not open although the data key does.
    fn tampered(&self, name: &str, sealed: &Spanned<String>) -> Diagnostic {
        let Some(key) = self.data_key() else { return self.locked() };
        let why = seal::open(key, self.place(name), &sealed.value).err().unwrap_or(Unsealable::Damaged);
        let problem = why.diagnostic(name, sealed.span);
        let belongs = self
            .secrets
            .iter()
            .find(|(other, _)| other.as_str() != name && seal::open(key, self.place(other), &sealed.value).is_ok());
        match belongs {
            Some((other, Secret::Sealed(there))) => {
                problem.at(there.span, format!("it was sealed for `{other}`, here"))
            }
            _ => problem,
        }
    }

    /// The diagnostic of secrets that cannot be opened here.
    pub(super) fn locked(&self) -> Diagnostic {
        let _ = self.data_key();
        match &self.wrapped {
            Some(wrapped) => locked(wrapped.span, self.attempts()),
            None => Diagnostic::error(codes::DATA_KEY, format!("environment `{}` has no data key", self.env))
                .help("set a secret with `engine config set KEY --secret`; that makes one"),
        }
    }
}
