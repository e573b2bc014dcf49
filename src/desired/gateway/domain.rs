use super::super::lower::Lowering;
use super::super::{Desired, certificate, zone};
use crate::kinds::aws::apigateway::{BasePathMapping, DomainName, base_path_mapping, domain_name};
use crate::kinds::aws::route53::{self, record};
use crate::names::BlockAddr;
use crate::spec::Gateway;
use crate::spec::declare::Choices as _;
use crate::value::Text;

/// A name of one's own for the stage: its certificate, the name at API Gateway, which stage answers for it, and the DNS record
/// that leads there.
pub(super) fn lower(at: &mut Lowering<'_>, block: &Gateway, addr: &BlockAddr) {
    let Some(written) = &block.domain else { return };
    let region = at.region();
    let domain = at.plain(&written.domain).to_ascii_lowercase();
    let certificate = match &written.certificate {
        Some(given) => at.text(given),
        None => {
            let names = [certificate::Named { domain: &domain, zone: written.zone.as_ref(), span: written.span }];
            match certificate::request(at, addr, &region, &names, written.span) {
                Some(issued) => issued,
                None => return,
            }
        }
    };
    let id = addr.resource("domain-name");
    let input = domain_name::Input {
        region: region.clone(),
        domain: domain.clone(),
        certificate,
        security_policy: written.tls.value.word().to_owned(),
        tags: at.tags(&id),
    };
    at.want(Desired::new::<DomainName>(id.clone(), &input, written.span).written("security-policy", written.tls.span));
    let mapping = addr.resource("base-path-mapping");
    let input = base_path_mapping::Input {
        region,
        domain: Text::reference(&id, "domain"),
        rest_api: Text::reference(&addr.resource("rest-api"), "id"),
        stage: Text::reference(&addr.resource("stage"), "name"),
    };
    at.want(Desired::new::<BasePathMapping>(mapping, &input, written.span));
    if let Some(in_zone) = &written.zone {
        let zone = zone::of_alias(at, in_zone, written.span);
        let input = record::Input {
            zone: zone.clone(),
            name: Text::Known(domain.clone()),
            kind: "A".to_owned(),
            ttl: None,
            values: Vec::new(),
            alias: Some(record::Alias {
                target: Text::reference(&id, "target"),
                zone_id: Text::reference(&id, "zone-id"),
                evaluate_target_health: false,
            }),
        };
        at.want(Desired::new::<route53::Record>(addr.resource(&format!("dns/{domain}/A")), &input, written.span));
    }
}
