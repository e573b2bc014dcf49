use std::collections::BTreeSet;

use clap::Args;
use serde_json::json;

use crate::cli::args::{Format, Global, SpecOption};
use crate::cli::beside::Beside;
use crate::cli::{Exit, show};
use crate::secrets::Vault;

/// List every value that is set or that the spec asks for; secrets stay hidden
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    of: SpecOption,
}

/// A key with what is known of it.
struct Row {
    key: String,
    secret: bool,
    /// Its plain value.
    value: Option<String>,
    set: bool,
    /// `param` or `secret` block of the spec, when it has one.
    declared: bool,
    default: Option<String>,
}

impl List {
    pub fn run(&self, global: &Global) -> Result<Exit, Exit> {
        let mut beside = Beside::read(global, self.of.spec.as_deref())?;
        let (vault, problems) = beside.settings.vault(&mut beside.sources);
        if problems.has_errors() {
            return Err(beside.refuse(global, &problems));
        }
        let rows = rows(&beside, &vault);
        if global.format == Format::Json {
            let values: Vec<_> = rows
                .iter()
                .map(|row| {
                    json!({
                        "key": row.key, "secret": row.secret, "set": row.set, "declared": row.declared, "value": row.value,
                        "default": row.default,
                    })
                })
                .collect();
            show::data_json(&json!({
                "format": 1, "stack": beside.stack(), "env": beside.env, "file": beside.settings.path(), "values": values,
            }));
        } else if rows.is_empty() {
            show::note(global, "no value is set and the spec asks for none");
        } else {
            show::data(&show::table(rows.iter().map(|row| [row.key.clone(), row.shown(), row.remark()])));
        }
        Ok(Exit::Done)
    }
}

fn rows(beside: &Beside, vault: &Vault) -> Vec<Row> {
    let spec = &beside.spec;
    let set = vault.plain_values().map(|(key, _)| key).chain(vault.secret_names());
    let declared = spec.params.keys().chain(spec.secrets.keys()).map(String::as_str);
    let keys: BTreeSet<&str> = set.chain(declared).collect();
    keys.into_iter()
        .map(|key| {
            let value = vault.plain(key).map(|value| value.value.clone());
            let set = value.is_some() || vault.has_secret(key);
            let default = spec.params.get(key).and_then(|param| param.default.as_ref());
            Row {
                key: key.to_owned(),
                secret: vault.has_secret(key) || (!set && spec.secrets.contains_key(key)),
                value,
                set,
                declared: spec.params.contains_key(key) || spec.secrets.contains_key(key),
                default: default.map(|default| default.value.clone()),
            }
        })
        .collect()
}

impl Row {
    fn shown(&self) -> String {
        match (&self.value, self.set, &self.default) {
            (Some(value), _, _) => value.clone(),
            (None, true, _) => "(secret)".to_owned(),
            (None, false, Some(default)) => default.clone(),
            (None, false, None) => "(not set)".to_owned(),
        }
    }

    fn remark(&self) -> String {
        match (self.set, self.declared, &self.default) {
            (true, true, _) => String::new(),
            (true, false, _) => "the spec does not use it".to_owned(),
            (false, _, Some(_)) => "default".to_owned(),
            (false, _, None) if self.secret => format!("engine config set {} --secret --generate", self.key),
            (false, _, None) => format!("engine config set {} VALUE", self.key),
        }
    }
}
