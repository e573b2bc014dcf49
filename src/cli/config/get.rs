use clap::Args;
use serde_json::json;

use crate::cli::args::{Format, Global, SpecOption};
use crate::cli::beside::Beside;
use crate::cli::{Exit, show};
use crate::secrets::Value;

/// Print a value; a secret stays hidden unless asked for with --show
#[derive(Debug, Args)]
pub struct Get {
    /// Its name
    #[arg(value_name = "KEY")]
    key: String,
    /// Print a secret in the clear
    #[arg(long)]
    show: bool,
    #[command(flatten)]
    of: SpecOption,
}

impl Get {
    pub fn run(&self, global: &Global) -> Result<Exit, Exit> {
        let mut beside = Beside::read(global, self.of.spec.as_deref())?;
        let hidden = !self.show && self.is_secret(&mut beside);
        let (secret, value) = if hidden {
            // Nothing is opened that is not shown.
            (true, None)
        } else {
            match beside.settings.get(&self.key, &mut beside.sources) {
                Ok(Value::Plain(text)) => (false, Some(text)),
                Ok(Value::Secret(plain)) => (true, Some(plain.expose().to_owned())),
                Err(problems) => return Err(beside.refuse(global, &problems)),
            }
        };
        if global.format == Format::Json {
            show::data_json(&json!({ "format": 1, "key": self.key, "secret": secret, "value": value }));
        } else {
            match value {
                Some(value) => show::data(&format!("{value}\n")),
                None => {
                    show::data("(secret)\n");
                    show::note(global, "pass --show to see it");
                }
            }
        }
        Ok(Exit::Done)
    }

    fn is_secret(&self, beside: &mut Beside) -> bool {
        let listed = beside.settings.list(&mut beside.sources);
        listed.is_ok_and(|listed| listed.iter().any(|entry| entry.key == self.key && entry.secret))
    }
}
