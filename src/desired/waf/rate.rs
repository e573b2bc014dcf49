use super::part::fallback;
use super::statement::forwarded;
use crate::kinds::aws::wafv2::statement::{NamedKey, RateBased, RateKey, RateKeys, Statement};
use crate::spec::declare::Choices as _;
use crate::spec::waf::{self, Rate, RateKeyKind, RatePer};

/// A rate limit in WAFv2's words; `scope_down` is which requests are counted.
pub(super) fn lower(rate: &Rate, scope_down: Option<Statement>) -> RateBased {
    let from_header = rate.forwarded.is_some();
    RateBased {
        limit: i64::from(rate.limit.value),
        window: i64::from(rate.window.value),
        per: match &rate.per {
            RatePer::Ip if from_header => RateKeys::ForwardedIp,
            RatePer::Ip => RateKeys::Ip,
            RatePer::All => RateKeys::Constant,
            RatePer::Keys(keys) => RateKeys::Custom(keys.iter().map(|one| key(one, from_header)).collect()),
        },
        forwarded: forwarded(rate.forwarded.as_ref()),
        scope_down: scope_down.map(Box::new),
    }
}

fn key(key: &waf::RateKey, from_header: bool) -> RateKey {
    let transforms = || key.transforms.iter().map(|transform| transform.value.word().to_owned()).collect();
    let name = || key.name.as_ref().map_or(String::new(), |name| name.value.clone());
    match key.kind.value {
        RateKeyKind::Ip if from_header => RateKey::ForwardedIp,
        RateKeyKind::Ip => RateKey::Ip,
        RateKeyKind::Header => {
            RateKey::Header(NamedKey { name: name().to_ascii_lowercase(), transforms: transforms() })
        }
        RateKeyKind::Cookie => RateKey::Cookie(NamedKey { name: name(), transforms: transforms() }),
        RateKeyKind::Argument => RateKey::QueryArgument(NamedKey { name: name(), transforms: transforms() }),
        RateKeyKind::QueryString => RateKey::QueryString(transforms()),
        RateKeyKind::Path => RateKey::Path(transforms()),
        RateKeyKind::Method => RateKey::Method,
        RateKeyKind::LabelNamespace => RateKey::LabelNamespace(name()),
        RateKeyKind::Asn => RateKey::Asn,
        RateKeyKind::Ja3 => RateKey::Ja3(fallback(key.fallback.value)),
        RateKeyKind::Ja4 => RateKey::Ja4(fallback(key.fallback.value)),
    }
}
