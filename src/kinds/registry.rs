use super::aws::{wafregional, wafv2};
use super::kind::{AnyKind, Erased};

static ALL: &[&dyn AnyKind] = &[
    &Erased::<wafregional::ClassicAssociation>::new(),
    &Erased::<wafregional::ClassicByteMatchSet>::new(),
    &Erased::<wafregional::ClassicRegexMatchSet>::new(),
    &Erased::<wafregional::ClassicRegexPatternSet>::new(),
    &Erased::<wafregional::ClassicRule>::new(),
    &Erased::<wafregional::ClassicWebAcl>::new(),
    &Erased::<wafv2::Wafv2Association>::new(),
    &Erased::<wafv2::Wafv2RegexSet>::new(),
    &Erased::<wafv2::Wafv2WebAcl>::new(),
];

/// Every kind, in no particular order.
pub fn all() -> &'static [&'static dyn AnyKind] {
    ALL
}

/// The kind of this name, as written in state and plans.
pub fn by_name(name: &str) -> Option<&'static dyn AnyKind> {
    all().iter().copied().find(|kind| kind.name() == name)
}
