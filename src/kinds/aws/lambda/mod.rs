//! Lambda: functions, what is published of them, and who may call them.

pub mod alias;
pub mod function;
pub mod permission;
pub mod version;

pub use alias::{Input as LambdaAliasInput, LambdaAlias};
pub use function::{Input as LambdaFunctionInput, LambdaFunction, Package, PackageType};
pub use permission::{Input as LambdaPermissionInput, LambdaPermission};
pub use version::{Input as LambdaVersionInput, LambdaVersion};
