use super::aws::iam::IamRole;
use super::aws::lambda::{LambdaAlias, LambdaFunction, LambdaPermission, LambdaVersion};
use super::aws::logs::LogGroup;
use super::kind::{AnyKind, Erased};

static ALL: &[&dyn AnyKind] = &[
    &Erased::<IamRole>::new(),
    &Erased::<LogGroup>::new(),
    &Erased::<LambdaFunction>::new(),
    &Erased::<LambdaVersion>::new(),
    &Erased::<LambdaAlias>::new(),
    &Erased::<LambdaPermission>::new(),
];

/// Every kind, in no particular order.
pub fn all() -> &'static [&'static dyn AnyKind] {
    ALL
}

/// The kind of this name, as written in state and plans.
pub fn by_name(name: &str) -> Option<&'static dyn AnyKind> {
    all().iter().copied().find(|kind| kind.name() == name)
}
