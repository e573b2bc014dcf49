use serde::Serialize;

use crate::reqpath::Perimeter;
use crate::reqpath::model::{Distribution, Gateway};

/// Where a request comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Door {
    /// The port viewers use: distributions answer.
    Cdn,
    /// The port callers of APIs use: gateways, their custom domains and buckets answer.
    Gateway,
}

impl Door {
    /// The host of the perimeter that a `Host` header means here. A name of this machine means the first part behind the door;
    /// every other name stands for itself. `path` is what it is asked for.
    pub fn host(self, perimeter: &Perimeter, sent: &str, path: &str) -> Option<String> {
        let name = name_of(sent);
        let Some(label) = of_this_machine(&name) else { return self.knows(perimeter, &name).then_some(name) };
        match self {
            Self::Cdn => {
                let by_name = perimeter.distributions.iter().find(|one| one.at.block().name() == label);
                by_name.or_else(|| perimeter.distributions.first().filter(|_| label.is_empty())).map(viewed_as)
            }
            Self::Gateway => {
                let named = |one: &&Gateway| one.at.block().name() == label || one.id == label;
                let stage = path.trim_start_matches('/').split('/').next().unwrap_or_default();
                let serves = |one: &&Gateway| one.stages.iter().any(|one| one.name == stage);
                let gateways = || perimeter.gateways.iter().filter(|_| label.is_empty());
                let found = perimeter.gateways.iter().find(named).or_else(|| gateways().find(serves));
                found.or_else(|| gateways().next()).map(|gateway| gateway.host.clone())
            }
        }
    }

    fn knows(self, perimeter: &Perimeter, name: &str) -> bool {
        match self {
            Self::Cdn => perimeter.distributions.iter().any(|one| {
                let wildcard = name.split_once('.').map(|(_, rest)| format!("*.{rest}"));
                one.domain == name
                    || one.aliases.contains(name)
                    || wildcard.is_some_and(|wildcard| one.aliases.contains(&wildcard))
            }),
            Self::Gateway => {
                perimeter.gateways.iter().any(|one| one.host == name)
                    || perimeter.domains.iter().any(|one| one.host == name || one.target == name)
                    || perimeter.buckets.iter().any(|one| name.starts_with(&format!("{}.s3", one.name)))
                        && name.ends_with(".amazonaws.com")
                    || name.starts_with("s3.") && name.ends_with(".amazonaws.com")
            }
        }
    }
}

/// The name a distribution is viewed under: an alias without `*`, else its own.
fn viewed_as(distribution: &Distribution) -> String {
    let exact = distribution.aliases.iter().find(|alias| !alias.starts_with("*."));
    exact.unwrap_or(&distribution.domain).clone()
}

/// A `Host` header without its port, lower-case.
pub fn name_of(sent: &str) -> String {
    let name = match sent.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => sent,
    };
    name.trim_end_matches('.').to_ascii_lowercase()
}

/// For a name of this machine the label before `.localhost`, empty without one.
pub fn of_this_machine(name: &str) -> Option<&str> {
    let address = name.trim_start_matches('[').trim_end_matches(']');
    let loopback = address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    if loopback || matches!(name, "localhost" | "") { Some("") } else { name.strip_suffix(".localhost") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_this_machine_and_of_no_other() {
        let ours = [
            ("localhost:4568", ""),
            ("127.0.0.1", ""),
            ("[::1]:80", ""),
            ("LOCALHOST.", ""),
            ("site.localhost:1", "site"),
        ];
        for (sent, label) in ours {
            assert_eq!(of_this_machine(&name_of(sent)), Some(label), "{sent}");
        }
        for sent in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "notlocalhost", "10.0.0.1"] {
            assert_eq!(of_this_machine(&name_of(sent)), None, "{sent}");
        }
    }
}
