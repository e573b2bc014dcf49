use super::super::Template;
use super::super::cdn::{AliasZone, alias_zone, inside};
use super::super::declare::{Choice, Choices, Node, Slot, Type};
use super::super::decode::{Context, Fields};
use super::super::{foreign, forms};
use super::Endpoint;
use crate::diag::{Diagnostic, Span, Spanned};

/// `domain "api.example.com" zone="example.com"`: a name of one's own for the stage; certificate and DNS record follow from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// A host name.
    pub domain: Template,
    /// `None` when DNS is kept elsewhere: then no record is made and `certificate=` must be given.
    pub zone: Option<AliasZone>,
    /// The ARN of a certificate that exists already, in the stack's region; `None` requests one.
    pub certificate: Option<Template>,
    /// `TLS_1_2` unless given.
    pub tls: Spanned<SecurityPolicy>,
    /// The header of the node.
    pub span: Span,
}

/// What callers of a domain must speak at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecurityPolicy {
    /// TLS 1.0.
    Tls10,
    /// TLS 1.2.
    Tls12,
}

impl Choices for SecurityPolicy {
    const CHOICES: &'static [Choice] = &[
        Choice::new("TLS_1_0", "for callers of long ago"),
        Choice::new("TLS_1_2", "what every caller of today speaks"),
    ];
    const ALL: &'static [Self] = &[Self::Tls10, Self::Tls12];
}

pub(super) static DOMAIN: Node =
    Node::new("domain", "A name of one's own for the stage; certificate and DNS record follow from it")
        .args(&[Slot::new("domain", Type::Template, "such as `api.example.com`").form(forms::DOMAIN)])
        .props(&[
            Slot::new(
                "zone",
                Type::Template,
                "the hosted zone for its records: a `zone` block, or one that exists, by domain or id",
            )
            .optional()
            .form(forms::ZONE),
            Slot::new(
                "certificate",
                Type::Template,
                "the ARN of a certificate in the stack's region; one is requested unless given",
            )
            .foreign(&foreign::CERTIFICATE)
            .optional(),
            Slot::new("tls", Type::OneOf(SecurityPolicy::CHOICES), "the security policy").default("TLS_1_2"),
        ]);

pub(super) fn domain(node: &Fields, endpoint: &Spanned<Endpoint>, cx: &mut Context) -> Option<Domain> {
    let domain = Domain {
        domain: node.template("domain")?,
        zone: node.template("zone").map(|zone| alias_zone(zone, cx)),
        certificate: node.template("certificate"),
        tls: node.choice("tls")?,
        span: node.header,
    };
    match (domain.domain.as_literal(), &domain.zone) {
        (Some(name), Some(AliasZone::Existing(zone))) => {
            if let Some(zone_name) = zone.as_literal() {
                inside(name, &domain.domain, zone_name, zone.span, cx);
            }
        }
        (Some(name), Some(AliasZone::Owned(zone))) => {
            inside(name, &domain.domain, zone.value.name(), zone.span, cx);
        }
        _ => {}
    }
    if domain.zone.is_none() && domain.certificate.is_none() && !cx.gaps.node(node.header) {
        let problem = Diagnostic::error("E0412", "no certificate can be made for this domain")
            .at(domain.span, "it has no `zone=`, so it cannot be proven")
            .help("add `zone=\"DOMAIN\"`, or `certificate=\"ARN\"` with a certificate you have");
        cx.push(problem);
    }
    if endpoint.value == Endpoint::Edge && cx.are_sound(&[endpoint.span]) {
        let problem = Diagnostic::error("E0427", "a domain of one's own needs a regional endpoint")
            .at(domain.span, "this name leads to the region")
            .at(endpoint.span, "this API is behind a distribution of AWS's own")
            .help("write `endpoint \"regional\"`; put a `cdn` before it to be near callers");
        cx.push(problem);
    }
    Some(domain)
}
