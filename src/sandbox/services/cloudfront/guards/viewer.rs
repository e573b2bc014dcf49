use std::collections::BTreeSet;
use std::time::Duration;

use super::super::fault::Fault;
use crate::sandbox::services::acm;
use crate::sandbox::{Element, World};

/// The aliases: each is on one distribution.
pub(super) fn check_aliases(config: &Element, world: &World, id: Option<&str>) -> Result<(), Fault> {
    let aliases: Vec<&str> = config.items("Aliases").iter().map(|alias| alias.text.as_str()).collect();
    if aliases.len() > 100 {
        let message = "Your request contains more CNAMEs than are allowed per distribution.";
        return Err(Fault::new(400, "TooManyDistributionCNAMEs", message));
    }
    let others = world.cloudfront.distributions.iter().filter(|(other, _)| Some(other.as_str()) != id);
    for (_, other) in others {
        if other.aliases().any(|taken| aliases.iter().any(|alias| alias.eq_ignore_ascii_case(taken))) {
            let message = "One or more of the CNAMEs you provided are already associated with a different resource.";
            return Err(Fault::new(409, "CNAMEAlreadyExists", message));
        }
    }
    Ok(())
}

/// The certificate: issued, in us-east-1, and covering every alias.
pub(super) fn check_certificate(config: &Element, world: &mut World, now: Duration) -> Result<(), Fault> {
    let invalid = |message: String| Fault::new(400, "InvalidViewerCertificate", message);
    let aliases = config.items("Aliases");
    let certificate = config.child("ViewerCertificate");
    let arn = certificate.map_or("", |certificate| certificate.text_of("ACMCertificateArn"));
    let own = certificate.is_none_or(|certificate| certificate.text_of("CloudFrontDefaultCertificate") == "true");
    if arn.is_empty() || own {
        return if aliases.is_empty() {
            Ok(())
        } else {
            Err(invalid(
                "To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate \
                 that validates your authorization to use the domain name."
                    .into(),
            ))
        };
    }
    if !certificate.is_some_and(|certificate| ["sni-only", "vip"].contains(&certificate.text_of("SSLSupportMethod"))) {
        return Err(invalid("The parameter SSLSupportMethod is required with a certificate.".into()));
    }
    let names = certificate_names(world, arn, now).ok_or_else(|| {
        invalid(
            "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid \
             certificate chain."
                .into(),
        )
    })?;
    match aliases.iter().find(|alias| !names.iter().any(|name| covers(name, &alias.text))) {
        None => Ok(()),
        Some(alias) => Err(invalid(format!(
            "The certificate that is attached to your distribution doesn't cover the alternate domain name (CNAME) {}.",
            alias.text
        ))),
    }
}

/// The names of an issued ACM certificate in us-east-1; `None` when CloudFront could not use it.
fn certificate_names(world: &mut World, arn: &str, now: Duration) -> Option<BTreeSet<String>> {
    arn.strip_prefix("arn:aws:acm:us-east-1:")?;
    acm::settle(world, now);
    acm::issued_names(world, arn, now).cloned()
}

/// Whether a certificate's name is good for a host: a `*` stands for exactly one label.
fn covers(name: &str, host: &str) -> bool {
    let (name, host) = (name.to_ascii_lowercase(), host.to_ascii_lowercase());
    name == host
        || name.strip_prefix("*.").is_some_and(|zone| host.split_once('.').is_some_and(|(_, rest)| rest == zone))
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn a_wildcard_covers_one_label() {
        assert!(covers("*.shop.example", "WWW.shop.example"));
        assert!(!covers("*.shop.example", "a.b.shop.example"));
        assert!(!covers("*.shop.example", "shop.example"));
        assert!(covers("shop.example", "shop.example"));
    }
}
