//! Policies of one's own, written inside of the behavior that uses them.

pub(super) mod cache;
pub(super) mod origin_request;
pub(super) mod response_headers;
mod selection;

pub use cache::OwnCachePolicy;
pub use origin_request::OwnOriginRequestPolicy;
pub use response_headers::{
    Cors, FrameOption, Hsts, Overriding, OwnResponseHeadersPolicy, ReferrerPolicy, ResponseHeader,
};
pub use selection::{Selection, Which};
