//! `cdn "site" { … }`: a CloudFront distribution with its certificate and DNS records.

mod behavior;
mod distribution;
mod origin;

pub use behavior::{Behavior, CachePolicy, Forward, Methods, PathBehavior, ViewerProtocol};
pub use distribution::{Alias, AliasZone, Cdn, Geo, GeoRule, HttpVersion, PriceClass, Tls, TlsMinimum};
pub(super) use distribution::{BLOCK, build};
pub use origin::{CustomOrigin, Origin, OriginProtocol, OriginTarget, OriginTls, SendHeader};
