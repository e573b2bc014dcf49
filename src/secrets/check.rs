use super::complaints::locked;
use super::identity::{Attempt, wrapped_for};
use super::seal::{self, Unsealable};
use super::vault::Secret;
use super::{Demand, Vault, codes};
use crate::diag::{Diagnostic, Problems, Spanned};

impl Vault {
    /// Opens everything and says what does not open, what does not meet its demand, and whether the data key is wrapped for as
    /// many readers as are listed.
    pub fn check(&self, demands: &[Demand]) -> Problems {
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
        let sealed = self.secrets.values().any(|secret| matches!(secret, Secret::Sealed(_)));
        // That values are sealed and there is no key to them was said when the file was read.
        if self.secrets.is_empty() || (sealed && self.wrapped.is_none()) {
            return problems;
        }
        if let Err(problem) = self.unlock() {
            problems.push(problem);
            return problems;
        }
        for name in self.secrets.keys() {
            let demand = demands.iter().find(|demand| demand.name == *name);
            self.judge(name, demand, &mut problems);
        }
        problems
    }

    /// Every place an identity is looked for on this machine, in order, with what comes of it for the data key; nothing without a
    /// data key. Asks for a passphrase only where no identity before it opens the data key.
    pub fn survey(&self) -> Vec<Attempt> {
        let Some(wrapped) = &self.wrapped else { return Vec::new() };
        let _ = self.data_key();
        let mut attempts = self.attempts().to_vec();
        attempts.extend(self.search.rest(&wrapped.value, attempts.len()));
        attempts
    }

    /// Every secret that is set, and whether it opens here.
    pub fn opening(&self) -> Vec<(String, bool)> {
        self.secrets.keys().map(|name| (name.clone(), self.value(name).is_ok())).collect()
    }

    /// What keeps the secrets of these demands from being used here; empty when all of them open and fit.
    pub fn require(&self, demands: &[Demand]) -> Problems {
        let mut problems = Problems::default();
        let wanted: Vec<_> = demands.iter().filter(|demand| self.has_secret(&demand.name)).collect();
        if wanted.is_empty() {
            return problems;
        }
        if let Err(problem) = self.unlock() {
            let names = wanted.iter().map(|demand| format!("`{}`", demand.name)).collect::<Vec<_>>().join(", ");
            let what = if wanted.len() == 1 { "the secret" } else { "the secrets" };
            let message = format!("{}, so {what} {names} cannot be opened", problem.message);
            problems.push(Diagnostic { message, ..problem });
            return problems;
        }
        for demand in wanted {
            self.judge(&demand.name, Some(demand), &mut problems);
        }
        problems
    }

    fn judge(&self, name: &str, demand: Option<&Demand>, problems: &mut Problems) {
        match (self.value(name), self.secrets.get(name)) {
            (Ok(plain), _) => {
                let found = demand.map(|demand| demand.judge(&plain, self.secret_span(name)));
                problems.0.extend(found.unwrap_or_default().0);
            }
            (Err(_), Some(Secret::Sealed(sealed))) => problems.push(self.tampered(name, sealed)),
            (Err(_), Some(Secret::Given(_)) | None) => {}
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
