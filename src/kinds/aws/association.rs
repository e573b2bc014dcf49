use std::future::Future;
use std::marker::PhantomData;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::absent::or_gone;
use crate::kinds::{Field, Kind, Live, Made, NaturalKey, Takes};
use crate::providers::{Class, Hands, Refusal};
use crate::value::{Outputs, Text};

/// How long a new ACL or stage may take to be seen.
const PATIENCE: Duration = Duration::from_secs(600);

/// One of AWS's two products that put web ACLs in front of resources. They differ in their calls, not in what these do.
pub trait Product: Send + Sync + 'static {
    /// [`Kind::NAME`] of its associations.
    const NAME: &'static str;
    /// [`Kind::TITLE`] of its associations.
    const TITLE: &'static str;
    /// What it knows a web ACL by, for plans and docs.
    const WEB_ACL: &'static str;
    /// [`Kind::ACTIONS`] of its associations.
    const ACTIONS: &'static [&'static str];

    /// Puts an ACL in front of a resource, in place of any other of the same product.
    ///
    /// # Errors
    /// `NotYet` while the ACL or the resource is not seen.
    fn associate(
        hands: &Hands,
        region: &str,
        web_acl: &str,
        resource: &str,
    ) -> impl Future<Output = Result<(), Refusal>> + Send;

    /// Takes whatever ACL stands in front of a resource away.
    ///
    /// # Errors
    /// `NotFound` when the resource is gone.
    fn disassociate(hands: &Hands, region: &str, resource: &str) -> impl Future<Output = Result<(), Refusal>> + Send;

    /// The ACL in front of a resource; none too when the resource is gone.
    ///
    /// # Errors
    /// What the service said.
    fn web_acl(
        hands: &Hands,
        region: &str,
        resource: &str,
    ) -> impl Future<Output = Result<Option<String>, Refusal>> + Send;
}

/// The web ACL that guards a resource. Output: `resource`. Id: the resource's ARN.
pub struct Association<P>(PhantomData<P>);

/// An association as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region of both the web ACL and the resource, `us-east-2`.
    pub region: String,
    /// ARN of a WAFv2 web ACL, id of a Classic one.
    pub web_acl: Text,
    /// ARN of what it guards: `arn:aws:apigateway:REGION::/restapis/API/stages/STAGE`.
    pub resource: Text,
}

impl<P: Product> Kind for Association<P> {
    const NAME: &'static str = P::NAME;
    const TITLE: &'static str = P::TITLE;
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region it lives in"),
        Field::update("web-acl", P::WEB_ACL),
        Field::replace("resource", "ARN of what it guards"),
    ];
    const HELD: bool = true;
    const CLOSES: bool = true;
    // One in two seconds; an ACL made a moment ago is refused at first.
    const TAKES: Takes = Takes::seconds(2).made_in(5);
    const ACTIONS: &'static [&'static str] = P::ACTIONS;
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Upsert(want.resource.known().unwrap_or_default().to_owned())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let resource = associate::<P>(hands, want).await?;
        Ok(Made { outputs: outputs(&resource), id: resource })
    }

    /// Another ACL on the resource is no obstacle: associating replaces it, as an update would.
    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let resource = hands.known("resource", &want.resource)?;
        let acl = P::web_acl(hands, &want.region, resource).await?;
        let ours = acl.is_some_and(|acl| want.web_acl.known() == Some(acl.as_str()));
        Ok(ours.then(|| Made { id: resource.to_owned(), outputs: outputs(resource) }))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let acl = P::web_acl(hands, &was.region, id).await?;
        Ok(acl.map(|acl| Live {
            input: Input { region: was.region.clone(), web_acl: acl.into(), resource: id.into() },
            outputs: outputs(id),
        }))
    }

    async fn update(hands: &Hands, _id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        Ok(outputs(&associate::<P>(hands, want).await?))
    }

    /// Leaves an ACL alone that somebody else, or a later association of ours, put in place of the recorded one.
    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let acl = P::web_acl(hands, &was.region, id).await?;
        if acl.is_none_or(|acl| was.web_acl.known() != Some(acl.as_str())) {
            return Ok(());
        }
        or_gone(P::disassociate(hands, &was.region, id).await)
    }
}

/// Puts the ACL in front of the resource. A new ACL or stage takes a while to be seen.
async fn associate<P: Product>(hands: &Hands, want: &Input) -> Result<String, Refusal> {
    let acl = hands.known("web-acl", &want.web_acl)?;
    let resource = hands.known("resource", &want.resource)?;
    hands.patiently(&[Class::NotYet], PATIENCE, || P::associate(hands, &want.region, acl, resource)).await?;
    Ok(resource.to_owned())
}

fn outputs(resource: &str) -> Outputs {
    [("resource".to_owned(), resource.to_owned())].into()
}
