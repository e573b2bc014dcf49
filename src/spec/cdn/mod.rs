//! `cdn "site" { … }`: a CloudFront distribution with its certificate and DNS records.

mod behavior;
mod distribution;
mod error_page;
mod origin;
mod policy;

pub use behavior::{Behavior, CachePolicy, Forward, Methods, PathBehavior, ResponseHeaders, ViewerProtocol};
pub use distribution::{Alias, AliasZone, Cdn, Geo, GeoRule, HttpVersion, Logs, PriceClass, Tls, TlsMinimum};
pub(super) use distribution::{BLOCK, build};
pub use error_page::{AnswerCode, ErrorCode, ErrorPage};
pub use origin::{CustomOrigin, Origin, OriginProtocol, OriginTarget, OriginTls, SendHeader};
pub use policy::{
    Cors, FrameOption, Hsts, Overriding, OwnCachePolicy, OwnOriginRequestPolicy, OwnResponseHeadersPolicy,
    ReferrerPolicy, ResponseHeader, Selection, Which,
};

pub(super) use distribution::{alias_zone, inside};
