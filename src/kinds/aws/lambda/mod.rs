//! Lambda: functions, what is published of them, and who may call them.

mod alias;
mod code;
mod environment;
mod function;
mod permission;
mod settle;
mod statement;
mod version;

#[cfg(test)]
mod tests;

pub use alias::{Input as LambdaAliasInput, LambdaAlias};
pub use function::{Input as LambdaFunctionInput, LambdaFunction, Package, PackageType};
pub use permission::{Input as LambdaPermissionInput, LambdaPermission};
pub use version::{Input as LambdaVersionInput, LambdaVersion};
