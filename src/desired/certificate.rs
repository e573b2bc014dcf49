use std::collections::BTreeSet;

use super::lower::Lowering;
use super::{Desired, zone};
use crate::diag::Span;
use crate::kinds::aws::acm::{
    self, Certificate, CertificateValidation, certificate, certificate_validation, validation_name_output,
    validation_record_domain, validation_type_output, validation_value_output,
};
use crate::kinds::aws::route53::{self, record};
use crate::names::BlockAddr;
use crate::spec::cdn::{AliasZone, Cdn};
use crate::value::Text;

/// CloudFront reads certificates from this region only.
const REGION: &str = "us-east-1";

/// A name a certificate is for.
pub(super) struct Named<'a> {
    pub(super) domain: &'a str,
    /// The zone its proof goes into; without one nothing is proven here.
    pub(super) zone: Option<&'a AliasZone>,
    pub(super) span: Span,
}

/// Requests a certificate for the aliases of a cdn, see [`request`].
pub(super) fn lower(at: &mut Lowering<'_>, block: &Cdn, addr: &BlockAddr, domains: &[String]) -> Option<Text> {
    let both = block.aliases.iter().zip(domains);
    let names: Vec<Named<'_>> =
        both.map(|(alias, domain)| Named { domain, zone: alias.zone.as_ref(), span: alias.span }).collect();
    let span = block.aliases.first().map_or(block.span, |alias| alias.span);
    request(at, addr, REGION, &names, span)
}

/// Requests a certificate, proves it by DNS, and gives the ARN that is only known once it is issued.
pub(super) fn request(
    at: &mut Lowering<'_>,
    addr: &BlockAddr,
    region: &str,
    names: &[Named<'_>],
    span: Span,
) -> Option<Text> {
    let (first, others) = names.split_first()?;
    let id = addr.resource("certificate");
    let input = certificate::Input {
        region: region.to_owned(),
        domain: first.domain.to_owned(),
        alternative_names: others.iter().map(|name| name.domain.to_owned()).collect(),
        validation: acm::certificate::Validation::Dns,
        tags: at.tags(&id),
        token: String::new(),
    };
    at.want(Desired::new::<Certificate>(id.clone(), &input, span));

    let mut proven = BTreeSet::new();
    let mut records = Vec::new();
    for name in names {
        let Some(in_zone) = name.zone else { continue };
        let base = validation_record_domain(name.domain);
        if !proven.insert(base.to_owned()) {
            continue;
        }
        let zone = zone::of_alias(at, in_zone, name.span);
        let record_id = addr.resource(&format!("certificate-record/{base}"));
        let input = record::Input {
            zone: zone.clone(),
            name: Text::reference(&id, &validation_name_output(base)),
            kind: "CNAME".into(),
            ttl: Some(300),
            values: vec![Text::reference(&id, &validation_value_output(base))],
            alias: None,
        };
        let _ = validation_type_output(base);
        at.want(Desired::new::<route53::Record>(record_id.clone(), &input, name.span));
        records.push(Text::reference(&record_id, "name"));
    }
    let issued = addr.resource("certificate-validation");
    let input =
        certificate_validation::Input { region: region.to_owned(), certificate: Text::reference(&id, "arn"), records };
    at.want(Desired::new::<CertificateValidation>(issued.clone(), &input, span));
    Some(Text::reference(&issued, "arn"))
}
