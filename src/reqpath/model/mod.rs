//! The perimeter as plain data: what is in it, by the hop that reads it. Nothing here decides anything.

mod bucket;
mod distribution;
mod gateway;
mod lambda;
mod perimeter;
mod policy;
mod web_acl;

pub use bucket::{Bucket, Content};
pub use distribution::{
    Behavior, Caching, Distribution, ERRORS_KEPT, ErrorPage, Forwarding, Geo, Names, Origin, OriginKind,
    ViewerFunction, ViewerProtocol,
};
pub use gateway::{
    Auth, Authorizer, Domain, EndpointType, Gateway, GatewayResponse, Integration, KeyedPlan, MockAnswer, Quota,
    QuotaPeriod, Route, Stage, Throttle,
};
pub use lambda::{Function, Grant};
pub use perimeter::Perimeter;
pub use policy::{Effect, Policy, Principal, Statement};
pub use web_acl::{
    AclAction, AddressSet, BlockAnswer, BrokenJson, Condition, Field, Group, JsonScope, LabelScope, MapScope, Matcher,
    Oversize, Product, Rate, RateKey, Rule, RuleAction, RuleBody, SizeTest, Test, Transform, WebAcl,
};
