use std::path::Path;

use super::args::Global;
use crate::apply::Report;
use crate::names::ResourceId;
use crate::plan::{Cause, Plan};

/// The command that continues what stopped part-way, to be pasted into a shell.
pub struct Again<'a> {
    /// `apply` or `destroy`.
    pub verb: &'static str,
    /// The spec as it was named.
    pub spec: Option<&'a Path>,
    /// What the run was confined to.
    pub targets: &'a [String],
    /// Whether the run was to wait until everything counts everywhere.
    pub wait: bool,
    /// Whether nobody was to be asked.
    pub yes: bool,
}

impl Again<'_> {
    /// The command's text. What was to be made anew is named again only where that did not happen.
    pub fn command(&self, global: &Global, plan: &Plan, report: &Report) -> String {
        let mut words = self.same_stack(self.verb, global);
        let mut option = |name: &str, value: Option<String>| {
            words.push(format!("--{name}"));
            words.extend(value);
        };
        self.targets.iter().for_each(|target| option("target", Some(target.clone())));
        still_to_replace(plan, report).for_each(|id| option("replace", Some(id.to_string())));
        for (name, given) in [("local", global.local), ("wait", self.wait), ("yes", self.yes)] {
            if given {
                option(name, None);
            }
        }
        line(&words)
    }

    /// The command that serves on this machine what was made in the embedded cloud.
    pub fn serve(&self, global: &Global) -> String {
        line(&self.same_stack("dev", global))
    }

    /// A verb on the same spec, environment and identity.
    fn same_stack(&self, verb: &str, global: &Global) -> Vec<String> {
        let mut words = vec!["engine".to_owned(), verb.to_owned()];
        words.extend(self.spec.map(|spec| spec.display().to_string()));
        let mut option = |name: &str, value: String| words.extend([format!("--{name}"), value]);
        let path = |path: &Path| path.display().to_string();
        global.directory.as_deref().into_iter().for_each(|folder| option("directory", path(folder)));
        global.env.iter().for_each(|env| option("env", env.clone()));
        global.identity.as_deref().into_iter().for_each(|identity| option("identity", path(identity)));
        words
    }
}

fn line(words: &[String]) -> String {
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// What somebody asked to be made anew and still stands as it was.
fn still_to_replace<'a>(plan: &'a Plan, report: &'a Report) -> impl Iterator<Item = &'a ResourceId> {
    let asked =
        plan.changes.iter().filter(|change| change.because.contains(&Cause::Asked)).map(|change| &change.address);
    let failed = |id: &ResourceId| report.failed.iter().any(|failure| failure.resource == *id);
    asked.filter(move |id| report.not_started.contains(id) || failed(id))
}

/// As a POSIX shell reads it back.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_shell_reads_every_word_back_as_it_was() {
        for word in ["spec.kdl", "", "my spec.kdl", "it's", "gateway.api/permission/api/*/*", "$HOME", "a;b", "ü"] {
            let ran = std::process::Command::new("sh").arg("-c").arg(format!("printf %s {}", quoted(word))).output();
            assert_eq!(String::from_utf8_lossy(&ran.expect("a shell").stdout), word);
        }
    }
}
