use super::kind::AnyKind;

/// Every kind, in no particular order.
pub fn all() -> &'static [&'static dyn AnyKind] {
    &[]
}

/// The kind of this name, as written in state and plans.
pub fn by_name(name: &str) -> Option<&'static dyn AnyKind> {
    all().iter().copied().find(|kind| kind.name() == name)
}
