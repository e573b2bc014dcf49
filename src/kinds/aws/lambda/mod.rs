//! Lambda: functions, what is published of them, and who may call them.

/// A name for one published version.
pub mod alias;
mod code;
mod concurrency;
mod environment;
/// The function itself, `$LATEST`.
pub mod function;
/// Functions that somebody else keeps.
pub mod lookup;
/// Who may call a function, alias or version.
pub mod permission;
mod settle;
mod statement;
/// What `$LATEST` was at some moment, under a number.
pub mod version;

#[cfg(test)]
mod tests;

pub use alias::{Input as LambdaAliasInput, LambdaAlias};
pub use function::{ImageConfig, Input as LambdaFunctionInput, LambdaFunction, Package, PackageType};
pub use lookup::{Input as LambdaLookupInput, LambdaLookup};
pub use permission::{Input as LambdaPermissionInput, LambdaPermission};
pub use version::{Input as LambdaVersionInput, LambdaVersion};
