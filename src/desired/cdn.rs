use std::collections::{BTreeMap, BTreeSet};

use super::cdn_error;
use super::cdn_policy::{self, Policies};
use super::edge_code::{self, Wanted};
use super::lower::Lowering;
use super::{Desired, bucket, certificate, gateway, passage, zone};
use crate::kinds::aws::cloudfront::{
    CloudfrontDistribution, CloudfrontFunction, CloudfrontInvalidation, CloudfrontOriginAccessControl, distribution,
    function, invalidation, origin_access_control,
};
use crate::kinds::aws::route53::{self, record};
use crate::names::{BlockAddr, ResourceId};
use crate::spec::cdn::{
    Behavior, Cdn, CustomOrigin, ErrorCode, GeoRule, HttpVersion, Methods, Origin, OriginTarget, OriginTls, PriceClass,
    TlsMinimum, ViewerProtocol,
};
use crate::spec::declare::Choices as _;
use crate::spec::{self, Arn, WafVersion, stage_of};
use crate::state::EdgeKind;
use crate::value::{Text, Tree};

/// Every distribution's hosted zone, for DNS aliases (Route 53 documentation).
const CLOUDFRONT_ZONE: &str = "Z2FDTNDATAQYW2";

/// A cdn is its distribution, the access control for its buckets, the rewrite of its single-page sites, its certificate, DNS
/// records, and an invalidation for every change of the files behind it.
pub(super) fn lower(at: &mut Lowering<'_>, block: &Cdn) {
    let addr = BlockAddr::new("cdn", &block.name.value);
    let id = addr.resource("distribution");
    let domains: Vec<String> = block.aliases.iter().map(|alias| at.plain(&alias.domain).to_ascii_lowercase()).collect();

    let certificate = match &block.tls.certificate {
        Some(given) => Some(at.text(given)),
        None => certificate::lower(at, block, &addr, &domains),
    };
    let access = access_control(at, block, &addr);
    let rewrites = rewrites(at, block, &addr);
    let (origins, stages) = origins(at, block, access.as_ref());

    let mut behavior = |wanted: &Behavior, pattern: &str| {
        let policies = cdn_policy::of_behavior(at, block, &addr, wanted, pattern);
        let index = index_of(at.spec, block, wanted);
        let mut functions = cdn_error::of_behavior(at, block, &addr, wanted, pattern, &index);
        if let (true, Some(rewrite)) = (functions.is_empty(), rewrites.get(&index)) {
            functions.insert("viewer-request".to_owned(), Text::reference(rewrite, "arn"));
        }
        lower_behavior(wanted, pattern, policies, functions)
    };
    let default_behavior = behavior(&block.default_behavior, "*");
    let behaviors = block.behaviors.iter().map(|wanted| behavior(&wanted.behavior, &wanted.pattern.value)).collect();
    let default_root_object = match target_of(block, &block.default_behavior) {
        Some(OriginTarget::Bucket(of)) => bucket::index(at.spec, &of.value),
        _ => None,
    };
    let input = distribution::Input {
        token: String::new(),
        comment: match &block.comment {
            Some(comment) => at.plain(comment),
            None => at.physical_name(&addr, block.physical_name.as_ref()),
        },
        enabled: true,
        aliases: domains.iter().cloned().collect(),
        default_root_object,
        origins,
        default_behavior,
        behaviors,
        geo_restriction: geo(block),
        certificate: certificate
            .map(|arn| distribution::Certificate { arn, minimum_tls: tls_name(block.tls.minimum.value).to_owned() }),
        custom_error_responses: cdn_error::of_distribution(block),
        logging: block.logs.as_ref().map(|logs| distribution::Logging {
            bucket: match Arn::parse(logs.bucket.value.name()) {
                Some(arn) => Text::Known(format!("{}.s3.amazonaws.com", arn.resource)),
                None => Text::Join(vec![
                    Text::reference(&logs.bucket.value.resource("bucket"), "name"),
                    Text::from(".s3.amazonaws.com"),
                ]),
            },
            prefix: at.plain(&logs.prefix),
            include_cookies: logs.cookies.value,
        }),
        price_class: match block.price_class.value {
            PriceClass::Class100 => "PriceClass_100".into(),
            PriceClass::Class200 => "PriceClass_200".into(),
            PriceClass::All => "PriceClass_All".into(),
        },
        http_version: match block.http_version.value {
            HttpVersion::Http1_1 => "http1.1".into(),
            HttpVersion::Http2 => "http2".into(),
            HttpVersion::Http3 => "http3".into(),
            HttpVersion::Http2And3 => "http2and3".into(),
        },
        ipv6: block.ipv6.value,
        web_acl: block.waf.as_ref().map(|waf| {
            if Arn::parse(waf.value.name()).is_some() {
                return Text::from(waf.value.name());
            }
            let classic =
                at.spec.wafs.get(waf.value.name()).is_some_and(|block| block.version.value == WafVersion::Classic);
            Text::reference(&waf.value.resource("web-acl"), if classic { "id" } else { "arn" })
        }),
        tags: at.tags(&id),
    };
    let mut desired = Desired::new::<CloudfrontDistribution>(id.clone(), &input, block.span)
        .written("origins", block.origins.first().map_or(block.span, |origin| origin.span))
        .written("default-behavior", block.default_behavior.span)
        .written("logging", block.logs.as_ref().map_or(block.span, |logs| logs.span))
        .written("aliases", block.aliases.first().map_or(block.span, |alias| alias.span));
    for stage in stages {
        // Turning to another stage is for when it may call its functions.
        for permission in gateway::of_gateway(at, &stage.block()) {
            desired = desired.after(permission, EdgeKind::OnUpdate);
        }
        for (gate, way) in passage::in_front_of(at, &stage.block()) {
            desired = desired.after(gate, way);
        }
        desired = desired.after(stage, EdgeKind::Exists);
    }
    at.want(desired);

    records(at, block, &addr, &domains);
    invalidate(at, block, &addr);
}

/// What a cdn offers to `${cdn.NAME.…}`.
pub(super) fn attr(at: &mut Lowering<'_>, block: &Cdn, attr: &str) -> Option<Text> {
    let id = BlockAddr::new("cdn", &block.name.value).resource("distribution");
    match attr {
        "id" | "arn" | "domain" => Some(Text::reference(&id, attr)),
        "url" => Some(match block.aliases.first() {
            Some(alias) => Text::Known(format!("https://{}", at.plain(&alias.domain).to_ascii_lowercase())),
            None => Text::Join(vec![Text::from("https://"), Text::reference(&id, "domain")]),
        }),
        _ => None,
    }
}

pub(super) fn target_of<'a>(block: &'a Cdn, behavior: &Behavior) -> Option<&'a OriginTarget> {
    block.origins.iter().find(|origin| origin.id.value == behavior.origin.value).map(|origin| &origin.target)
}

/// The index page a single-page behavior falls back to; empty for other behaviors.
fn index_of(spec: &spec::Spec, block: &Cdn, behavior: &Behavior) -> String {
    match target_of(block, behavior) {
        Some(OriginTarget::Bucket(of)) if behavior.spa.value => bucket::index(spec, &of.value).unwrap_or_default(),
        _ => String::new(),
    }
}

/// One access control serves all buckets of a distribution.
fn access_control(at: &mut Lowering<'_>, block: &Cdn, addr: &BlockAddr) -> Option<ResourceId> {
    let bucket = block.origins.iter().find(|origin| matches!(origin.target, OriginTarget::Bucket(_)))?;
    let id = addr.resource("origin-access-control");
    let input = origin_access_control::Input {
        name: at.physical_name(addr, block.physical_name.as_ref()).chars().take(64).collect(),
        description: at.marker(&id),
        origin_type: "s3".into(),
        signing_behavior: "always".into(),
    };
    at.want(Desired::new::<CloudfrontOriginAccessControl>(id.clone(), &input, bucket.span));
    Some(id)
}

/// One rewrite function per index page: paths whose last part has no extension are the application's own and get its page.
///
/// Error pages would do the same for the whole distribution and hide what the API answers.
fn rewrites(at: &mut Lowering<'_>, block: &Cdn, addr: &BlockAddr) -> BTreeMap<String, ResourceId> {
    let all = std::iter::once(&block.default_behavior).chain(block.behaviors.iter().map(|wanted| &wanted.behavior));
    let mut made = BTreeMap::new();
    for behavior in all {
        let index = index_of(at.spec, block, behavior);
        // With a page for files that are not there, one function does both.
        let told = behavior.error_pages.iter().any(|page| page.code.value == ErrorCode(404));
        if index.is_empty() || told || made.contains_key(&index) {
            continue;
        }
        let part = if made.is_empty() { "rewrite".to_owned() } else { format!("rewrite/{index}") };
        let id = addr.resource(&part);
        let number = if made.is_empty() { String::new() } else { format!("-{}", made.len() + 1) };
        let name = format!("{}-rewrite{number}", at.physical_name(addr, block.physical_name.as_ref()));
        let input = function::Input {
            name: name.chars().take(64).collect(),
            runtime: "cloudfront-js-2.0".into(),
            code: edge_code::write(&Wanted::OnePage { page: format!("/{index}") }),
            comment: at.marker(&id),
        };
        at.want(Desired::new::<CloudfrontFunction>(id.clone(), &input, behavior.spa.span));
        made.insert(index, id);
    }
    made
}

type Origins = (BTreeMap<String, distribution::Origin>, Vec<ResourceId>);

/// The origins, and the stages they lead to.
fn origins(at: &mut Lowering<'_>, block: &Cdn, access: Option<&ResourceId>) -> Origins {
    let mut stages = Vec::new();
    let mut origins = BTreeMap::new();
    for origin in &block.origins {
        let headers =
            origin.send_headers.iter().map(|header| (header.name.value.clone(), at.text(&header.value))).collect();
        let path = origin.path.as_ref().map_or(Text::from(""), |path| at.text(path));
        let (domain, path, kind) = match &origin.target {
            OriginTarget::Bucket(of) => {
                let oac = access.map_or(Text::from(""), |access| Text::reference(access, "id"));
                let domain = match Arn::parse(of.value.name()) {
                    Some(arn) => Text::Known(format!("{}.s3.{}.amazonaws.com", arn.resource, at.region())),
                    None => Text::reference(&of.value.resource("bucket"), "regional-domain"),
                };
                (domain, path, distribution::OriginKind::S3 { oac })
            }
            OriginTarget::Gateway(of) if of.value.foreign().is_some() => {
                let (host, stage) = foreign_stage(of.value.name());
                (Text::Known(host), Text::Known(format!("/{stage}")), web_server(origin, None))
            }
            OriginTarget::Gateway(of) => {
                let spec = at.spec;
                let stage = spec.gateways.get(of.value.name()).map(|gateway| at.plain(&gateway.stage));
                stages.push(of.value.resource("stage"));
                let domain = Text::reference(&of.value.resource("rest-api"), "host");
                (domain, Text::Known(format!("/{}", stage.unwrap_or_default())), web_server(origin, None))
            }
            OriginTarget::Host(custom) => (at.text(&custom.host), path, web_server(origin, Some(custom))),
        };
        let lowered = distribution::Origin {
            domain,
            path,
            kind,
            connection_attempts: narrow(origin.connection_attempts.value),
            connection_timeout: narrow(origin.connection_timeout.value),
            shield: origin.shield.as_ref().map(|region| region.value.clone()),
            headers,
        };
        origins.insert(origin.id.value.clone(), lowered);
    }
    (origins, stages)
}

/// Host and stage of a REST API that exists already; anything else has been complained about.
fn foreign_stage(arn: &str) -> (String, &str) {
    let Some(arn) = Arn::parse(arn) else { return Default::default() };
    let (api, stage) = stage_of(arn.resource).unwrap_or_default();
    (format!("{api}.execute-api.{}.amazonaws.com", arn.region), stage)
}

/// How a web server is talked to; a gateway has no say in it.
fn web_server(origin: &Origin, custom: Option<&CustomOrigin>) -> distribution::OriginKind {
    let oldest = custom.map_or(OriginTls::Tls12, |custom| custom.tls.value);
    distribution::OriginKind::Custom {
        protocol_policy: custom.map_or("https-only", |custom| custom.protocol.value.word()).to_owned(),
        http_port: custom.map_or(80, |custom| narrow(custom.http_port.value)),
        https_port: custom.map_or(443, |custom| narrow(custom.https_port.value)),
        ssl_protocols: OriginTls::ALL.iter().filter(|tls| **tls >= oldest).map(|tls| tls.word().to_owned()).collect(),
        read_timeout: narrow(origin.read_timeout.value),
        keepalive_timeout: narrow(origin.keepalive_timeout.value),
    }
}

/// Seconds, ports and counts, which the language keeps far below this bound.
fn narrow(number: u32) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

fn lower_behavior(
    wanted: &Behavior,
    pattern: &str,
    policies: Policies,
    functions: BTreeMap<String, Text>,
) -> distribution::Behavior {
    let set = |methods: &[&str]| methods.iter().map(|&method| method.to_owned()).collect::<BTreeSet<_>>();
    let read = ["GET", "HEAD"];
    let read_options = ["GET", "HEAD", "OPTIONS"];
    let (allowed, cached) = match wanted.methods.value {
        Methods::Read => (set(&read), set(&read)),
        Methods::ReadOptions => (set(&read_options), set(&read_options)),
        Methods::All => (set(&["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]), set(&read)),
    };
    distribution::Behavior {
        path_pattern: pattern.to_owned(),
        target_origin: wanted.origin.value.clone(),
        viewer_protocol: match wanted.viewer_protocol.value {
            ViewerProtocol::RedirectToHttps => "redirect-to-https".into(),
            ViewerProtocol::HttpsOnly => "https-only".into(),
            ViewerProtocol::AllowAll => "allow-all".into(),
        },
        allowed_methods: allowed,
        cached_methods: cached,
        compress: wanted.compress.value,
        cache_policy: policies.cache,
        origin_request_policy: policies.origin_request,
        response_headers_policy: policies.response_headers,
        functions,
    }
}

fn geo(block: &Cdn) -> distribution::GeoRestriction {
    match &block.geo {
        None => distribution::GeoRestriction { restriction: "none".into(), countries: BTreeSet::new() },
        Some(geo) => distribution::GeoRestriction {
            restriction: match geo.rule {
                GeoRule::Block => "blacklist".into(),
                GeoRule::Allow => "whitelist".into(),
            },
            countries: geo.countries.iter().map(|country| country.value.clone()).collect(),
        },
    }
}

fn tls_name(minimum: TlsMinimum) -> &'static str {
    match minimum {
        TlsMinimum::Tls1 => "TLSv1",
        TlsMinimum::Tls1_2016 => "TLSv1_2016",
        TlsMinimum::Tls11_2016 => "TLSv1.1_2016",
        TlsMinimum::Tls12_2018 => "TLSv1.2_2018",
        TlsMinimum::Tls12_2019 => "TLSv1.2_2019",
        TlsMinimum::Tls12_2021 => "TLSv1.2_2021",
        TlsMinimum::Tls12_2025 => "TLSv1.2_2025",
        TlsMinimum::Tls13_2025 => "TLSv1.3_2025",
    }
}

/// An A record for every alias that has a zone, and an AAAA record where the distribution answers on IPv6.
fn records(at: &mut Lowering<'_>, block: &Cdn, addr: &BlockAddr, domains: &[String]) {
    let id = addr.resource("distribution");
    for (alias, domain) in block.aliases.iter().zip(domains) {
        let Some(in_zone) = &alias.zone else { continue };
        let zone = zone::of_alias(at, in_zone, alias.span);
        let kinds: &[&str] = if block.ipv6.value { &["A", "AAAA"] } else { &["A"] };
        for kind in kinds {
            let input = record::Input {
                zone: zone.clone(),
                name: Text::Known(domain.clone()),
                kind: (*kind).to_owned(),
                ttl: None,
                values: Vec::new(),
                alias: Some(record::Alias {
                    target: Text::reference(&id, "domain"),
                    zone_id: Text::from(CLOUDFRONT_ZONE),
                    evaluate_target_health: false,
                }),
            };
            at.want(Desired::new::<route53::Record>(
                addr.resource(&format!("dns/{domain}/{kind}")),
                &input,
                alias.span,
            ));
        }
    }
}

/// Another digest of the files behind the distribution asks for another invalidation, after the last of them is in place.
fn invalidate(at: &mut Lowering<'_>, block: &Cdn, addr: &BlockAddr) {
    let mut contents = BTreeMap::new();
    let mut objects = Vec::new();
    for origin in &block.origins {
        let OriginTarget::Bucket(of) = &origin.target else { continue };
        let spec = at.spec;
        let Some(wanted) = spec.buckets.get(of.value.name()) else { continue };
        for (key, file) in bucket::files(at, wanted) {
            objects.push(bucket::object_id(&of.value, &key));
            // Under the name it was made by: to be called otherwise is no other content.
            contents.insert(format!("{}/{key}", at.called(&of.value)), file.sha256);
        }
    }
    if objects.is_empty() {
        return;
    }
    let input = invalidation::Input {
        token: String::new(),
        distribution: Text::reference(&addr.resource("distribution"), "id"),
        digest: Text::Digest(Box::new(Tree::of(&contents))),
        paths: BTreeSet::from(["/*".to_owned()]),
    };
    let mut desired = Desired::new::<CloudfrontInvalidation>(addr.resource("invalidation"), &input, block.span);
    for object in objects {
        desired = desired.after(object, EdgeKind::Follows);
    }
    at.want(desired);
}
