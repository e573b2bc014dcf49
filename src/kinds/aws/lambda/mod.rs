//! Lambda: functions, what is published of them, and who may call them.

pub mod alias;
pub mod code;
pub mod concurrency;
pub mod environment;
pub mod function;
pub mod permission;
pub mod settle;
pub mod statement;
pub mod version;

#[cfg(test)]
pub mod tests;

pub use alias::{Input as LambdaAliasInput, LambdaAlias};
pub use function::{Input as LambdaFunctionInput, LambdaFunction, Package, PackageType};
pub use permission::{Input as LambdaPermissionInput, LambdaPermission};
pub use version::{Input as LambdaVersionInput, LambdaVersion};
