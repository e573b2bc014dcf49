use clap::Args;

use crate::cli::args::{Format, Global, SpecOption};
use crate::cli::beside::Beside;
use crate::cli::demands::demands;
use crate::cli::{Exit, show};
use crate::diag::Diagnostic;

/// Open every secret and say which do not open, are missing, or are shorter than the spec asks for
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    of: SpecOption,
}

impl Check {
    pub fn run(&self, global: &Global) -> Result<Exit, Exit> {
        let mut beside = Beside::read(global, self.of.spec.as_deref())?;
        let demands = demands(&beside.spec);
        let mut problems = beside.settings.check(&demands, &mut beside.sources);
        let set = beside.settings.list(&mut beside.sources).unwrap_or_default();
        for (name, secret) in &beside.spec.secrets {
            if !set.iter().any(|entry| entry.key == *name && entry.secret) {
                let message = format!("`secret.{name}` has no value in environment `{}`", beside.env);
                let help = format!("set it: `engine config set {name} --secret --generate --env {}`", beside.env);
                problems.push(Diagnostic::error("E0806", message).at(secret.span, "declared here").help(help));
            }
        }
        let failed = problems.has_errors();
        if problems.is_empty() && global.format != Format::Json {
            let secrets = set.iter().filter(|entry| entry.secret).count();
            let text = match secrets {
                0 => format!("environment `{}` has no secrets and the spec asks for none", beside.env),
                1 => "the secret opens".to_owned(),
                more => format!("all {more} secrets open"),
            };
            show::note(global, &text);
        } else if global.format == Format::Json {
            show::data(&crate::diag::json(&problems, &beside.sources));
        } else {
            show::problems(global, &problems, &beside.sources);
        }
        Ok(if failed { Exit::Failed } else { Exit::Done })
    }
}
