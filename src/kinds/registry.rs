use super::aws::{acm, apigateway, route53};
use super::kind::{AnyKind, Erased};

const ALL: &[&dyn AnyKind] = &[
    &Erased::<acm::Certificate>::new(),
    &Erased::<acm::CertificateValidation>::new(),
    &Erased::<apigateway::Deployment>::new(),
    &Erased::<apigateway::RestApi>::new(),
    &Erased::<apigateway::Stage>::new(),
    &Erased::<route53::Record>::new(),
    &Erased::<route53::Zone>::new(),
    &Erased::<route53::ZoneLookup>::new(),
];

/// Every kind, in no particular order.
pub fn all() -> &'static [&'static dyn AnyKind] {
    ALL
}

/// The kind of this name, as written in state and plans.
pub fn by_name(name: &str) -> Option<&'static dyn AnyKind> {
    all().iter().copied().find(|kind| kind.name() == name)
}
