use clap::Args;
use serde_json::{Value, json};

use crate::cli::args::{Format, Global, SpecOption};
use crate::cli::beside::Beside;
use crate::cli::demands::demands;
use crate::cli::{Exit, show};
use crate::diag::{self, Diagnostic, Problems, SourceMap};
use crate::secrets::{Attempt, Outcome};

/// Say which identities of this machine open the secrets, and open each: which do not, are missing, or do not fit
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    of: SpecOption,
}

impl Check {
    pub fn run(&self, global: &Global) -> Result<Exit, Exit> {
        let mut beside = Beside::read(global, self.of.spec.as_deref())?;
        let demands = demands(&beside.spec);
        let (vault, mut problems) = beside.settings.vault(&mut beside.sources);
        problems.0.extend(vault.check(&demands).0);
        let set = beside.settings.list(&mut beside.sources).unwrap_or_default();
        for (name, secret) in &beside.spec.secrets {
            if !set.iter().any(|entry| entry.key == *name && entry.secret) {
                let message = format!("`secret.{name}` has no value in environment `{}`", beside.env);
                let help = format!("set it: `engine config set {name} --secret --generate --env {}`", beside.env);
                problems.push(Diagnostic::error("E0806", message).at(secret.span, "declared here").help(help));
            }
        }
        let failed = problems.has_errors();
        let (identities, secrets) = (vault.survey(), vault.opening());
        if global.format == Format::Json {
            show::data_json(&document(&problems, &beside.sources, &identities, &secrets));
            return Ok(if failed { Exit::Failed } else { Exit::Done });
        }
        if !global.quiet {
            show::data(&show::table(identities.iter().map(|tried| [tried.source.clone(), tried.outcome.to_string()])));
            let opens = |opens| if opens { "opens" } else { "does not open here" }.to_owned();
            show::data(&show::table(secrets.iter().map(|(name, open)| [format!("secret {name}"), opens(*open)])));
        }
        show::problems(global, &problems, &beside.sources);
        if problems.is_empty() {
            let text = match secrets.len() {
                0 => format!("environment `{}` has no secrets and the spec asks for none", beside.env),
                1 => "the secret opens".to_owned(),
                more => format!("all {more} secrets open"),
            };
            show::note(global, &text);
        }
        Ok(if failed { Exit::Failed } else { Exit::Done })
    }
}

/// The diagnostics as every command prints them, with what was tried and what opens.
fn document(problems: &Problems, sources: &SourceMap, identities: &[Attempt], secrets: &[(String, bool)]) -> Value {
    let mut document: Value = serde_json::from_str(&diag::json(problems, sources)).unwrap_or_default();
    let tried = |attempt: &Attempt| {
        let opens = attempt.outcome == Outcome::Opened;
        json!({ "source": attempt.source, "opens": opens, "outcome": attempt.outcome.to_string() })
    };
    document["identities"] = identities.iter().map(tried).collect();
    document["secrets"] = secrets.iter().map(|(name, opens)| json!({ "key": name, "opens": opens })).collect();
    document
}
