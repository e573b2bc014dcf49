//! The tree to typed blocks.
//!
//! In: a spec file and its includes. Out: a [`Spec`] whose references all lead somewhere, or the problems, all of them at once.

mod alias;
mod allow;
pub mod blocks;
mod bucket;
pub mod cdn;
mod check;
pub mod declare;
mod decode;
mod expect;
mod foreign;
mod forms;
mod function;
mod gaps;
mod gateway;
mod include;
mod keeping;
mod load;
mod model;
mod output;
mod param;
mod read;
mod secret;
mod stack;
mod template;
pub mod waf;
mod zone;

pub use alias::{Alias, Published, Weight};
pub use allow::{Allow, NODE as ALLOW};
pub use bucket::Bucket;
pub use cdn::Cdn;
pub use decode::did_you_mean;
pub use expect::{Expectation, ExpectedBody, OnlyThrough, RequestExpectation, RequestHeader};
pub use foreign::{Arn, ForeignArn, stage_of};
pub use function::{Architecture, Code, Dev, Effect, EnvVar, Function, Start, Statement};
pub use gaps::Gaps;
pub use gateway::{
    AccessLog, Answer, ApiKey, Auth, Authorizer, AuthorizerType, Cors, Domain, Endpoint, Gateway, GatewayResponse,
    Method, Pair, Period, Quota, ResponseType, Route, SecurityPolicy, StageVariable, Target, Throttle, UsagePlan,
};
pub use keeping::Keeping;
pub use load::text_of;
pub use model::{Lookalike, Mention, Spec};
pub use output::Output;
pub use param::Param;
pub use read::{Reading, load, read};
pub use secret::Secret;
pub use stack::Stack;
pub use template::{Part, StackAttr, Template};
pub use waf::{DefaultAction, PartTest, RuleAction, Transform, Waf, WafRule, WafScope, WafVersion};
pub use zone::Zone;

#[cfg(test)]
mod tests;
