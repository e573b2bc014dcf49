use std::collections::BTreeSet;

use super::lower::Lowering;
use super::{Desired, zone};
use crate::kinds::aws::acm::{
    self, Certificate, CertificateValidation, certificate, certificate_validation, validation_name_output,
    validation_record_domain, validation_type_output, validation_value_output,
};
use crate::kinds::aws::route53::{self, record};
use crate::names::BlockAddr;
use crate::spec::cdn::Cdn;
use crate::value::Text;

/// CloudFront reads certificates from this region only.
const REGION: &str = "us-east-1";

/// Requests a certificate for the aliases of a cdn, proves it by DNS, and gives the ARN that is only known once it is issued.
pub(super) fn lower(at: &mut Lowering<'_>, block: &Cdn, addr: &BlockAddr, domains: &[String]) -> Option<Text> {
    let (first, others) = domains.split_first()?;
    let id = addr.resource("certificate");
    let input = certificate::Input {
        region: REGION.into(),
        domain: first.clone(),
        alternative_names: others.iter().cloned().collect(),
        validation: acm::certificate::Validation::Dns,
        tags: at.tags(&id),
        token: String::new(),
    };
    let span = block.aliases.first().map_or(block.span, |alias| alias.span);
    at.want(Desired::new::<Certificate>(id.clone(), &input, span));

    let mut proven = BTreeSet::new();
    let mut records = Vec::new();
    for (alias, domain) in block.aliases.iter().zip(domains) {
        let Some(in_zone) = &alias.zone else { continue };
        let base = validation_record_domain(domain);
        if !proven.insert(base.to_owned()) {
            continue;
        }
        let zone = zone::of_alias(at, in_zone, alias.span);
        let record_id = addr.resource(&format!("certificate-record/{base}"));
        let input = record::Input {
            zone: Text::reference(&zone, "id"),
            name: Text::reference(&id, &validation_name_output(base)),
            kind: "CNAME".into(),
            ttl: Some(300),
            values: vec![Text::reference(&id, &validation_value_output(base))],
            alias: None,
        };
        let _ = validation_type_output(base);
        at.want(Desired::new::<route53::Record>(record_id.clone(), &input, alias.span));
        records.push(Text::reference(&record_id, "name"));
    }
    let issued = addr.resource("certificate-validation");
    let input =
        certificate_validation::Input { region: REGION.into(), certificate: Text::reference(&id, "arn"), records };
    at.want(Desired::new::<CertificateValidation>(issued.clone(), &input, span));
    Some(Text::reference(&issued, "arn"))
}
