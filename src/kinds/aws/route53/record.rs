use aws_sdk_route53::types::{ChangeAction, ResourceRecordSet};
use serde::{Deserialize, Serialize};

use super::super::natural::part;
use super::live_record::{as_input, change, described, live, same, wanted};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// Another AWS resource that answers for the name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Alias {
    /// Its DNS name, `d111.cloudfront.net`.
    pub target: Text,
    /// The hosted zone it lives in: `Z2FDTNDATAQYW2` for every distribution.
    pub zone_id: Text,
    /// Whether an unhealthy target is left out of answers; CloudFront distributions have no health to evaluate, so false.
    pub evaluate_target_health: bool,
}

/// A record set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The id of the hosted zone.
    pub zone: Text,
    /// The full name; case and a trailing dot do not matter.
    pub name: Text,
    /// `A`, `AAAA`, `CNAME`, `TXT`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// Seconds; `null` for an alias.
    pub ttl: Option<u32>,
    /// As Route 53 writes them (TXT in quotes); empty for an alias. Their order does not matter.
    pub values: Vec<Text>,
    /// Instead of `ttl` and `values`.
    pub alias: Option<Alias>,
}

/// A DNS name as it is compared: lower case, without trailing dot, `*` for Route 53's `\\052`.
pub fn normal_name(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase().replace("\\052", "*")
}

/// A record set; never overwrites one that is not ours.
///
/// Outputs: `name` (normalised), `type`.
pub struct Record;

impl Kind for Record {
    const NAME: &'static str = "route53-record";
    const TITLE: &'static str = "Route 53 record";
    const FIELDS: &'static [Field] = &[
        Field::replace("zone", "the id of the hosted zone"),
        Field::replace("name", "the full name"),
        Field::replace("type", "A, AAAA, CNAME, TXT"),
        Field::update("ttl", "seconds"),
        Field::update("values", "the values"),
        Field::update("alias", "the AWS resource that answers for the name"),
    ];
    const ACTIONS: &'static [&'static str] = &["route53:ListResourceRecordSets", "route53:ChangeResourceRecordSets"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(format!("{} {} {}", part(&want.zone), normal_name(&part(&want.name)), want.kind))
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let (zone, name) = place(hands, want)?;
        let set = wanted(hands, want)?;
        let _alone = hands.lane(&lane(zone)).await;
        match live(hands, zone, name, &want.kind).await? {
            None => put_new(hands, zone, &set).await?,
            // Two certificates may share a validation record; whoever comes second finds it there.
            Some(there) if same(&there, &set) => {}
            Some(there) => return Err(foreign(zone, &described(&there))),
        }
        Ok(made(zone, name, &want.kind))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let (zone, name) = place(hands, want)?;
        let set = wanted(hands, want)?;
        match live(hands, zone, name, &want.kind).await? {
            None => Ok(None),
            Some(there) if same(&there, &set) => Ok(Some(made(zone, name, &want.kind))),
            Some(there) => Err(foreign(zone, &described(&there))),
        }
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let (zone, name, kind) = parts(id)?;
        let Some(there) = live(hands, zone, name, kind).await? else { return Ok(None) };
        Ok(Some(Live { input: as_input(&there, zone, was), outputs: made(zone, name, kind).outputs }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        let (zone, name, kind) = parts(id)?;
        let set = wanted(hands, want)?;
        let _alone = hands.lane(&lane(zone)).await;
        change(hands, zone, ChangeAction::Upsert, &set).await?;
        Ok(made(zone, name, kind).outputs)
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let (zone, name, kind) = parts(id)?;
        let _alone = hands.lane(&lane(zone)).await;
        let Some(there) = live(hands, zone, name, kind).await? else { return Ok(()) };
        if !same(&there, &wanted(hands, was)?) {
            return Err(Refusal::local(
                "RecordChanged",
                format!(
                    "the record is not what engine wrote any more ({}); delete it by hand, or put it back, and try again",
                    described(&there)
                ),
            ));
        }
        match change(hands, zone, ChangeAction::Delete, &there).await {
            // The answer to a first try may have been lost: then the second one finds nothing.
            Err(refusal) if refusal.code == "InvalidChangeBatch" => match live(hands, zone, name, kind).await? {
                None => Ok(()),
                Some(_) => Err(refusal),
            },
            done => done,
        }
    }
}

/// Creates a record where none was. The answer to a first try may have been lost, or somebody else may have been faster: what
/// stands there then is ours when it says the same.
async fn put_new(hands: &Hands, zone: &str, set: &ResourceRecordSet) -> Result<(), Refusal> {
    let refusal = match change(hands, zone, ChangeAction::Create, set).await {
        Err(refusal) if refusal.code == "InvalidChangeBatch" => refusal,
        done => return done,
    };
    match live(hands, zone, &set.name, set.r#type.as_str()).await? {
        None => Err(refusal),
        Some(there) if same(&there, set) => Ok(()),
        Some(there) => Err(foreign(zone, &described(&there))),
    }
}

/// One writer at a time per zone.
fn lane(zone: &str) -> String {
    format!("route53/{zone}")
}

fn place<'a>(hands: &Hands, want: &'a Input) -> Result<(&'a str, &'a str), Refusal> {
    Ok((hands.known("zone", &want.zone)?, hands.known("name", &want.name)?))
}

fn foreign(zone: &str, there: &str) -> Refusal {
    Refusal::foreign(format!("hosted zone {zone} already holds another record there ({there}); import it or remove it"))
}

/// The id is `ZONE_NAME_TYPE`; names may hold underscores, zone ids and types do not.
fn made(zone: &str, name: &str, kind: &str) -> Made {
    let name = normal_name(name);
    let outputs = Outputs::from([("name".into(), name.clone()), ("type".into(), kind.into())]);
    Made { id: format!("{zone}_{name}_{kind}"), outputs }
}

fn parts(id: &str) -> Result<(&str, &str, &str), Refusal> {
    let parts = id.split_once('_').and_then(|(zone, rest)| Some((zone, rest.rsplit_once('_')?)));
    match parts {
        Some((zone, (name, kind))) => Ok((zone, name, kind)),
        None => Err(Refusal::local("MalformedId", format!("`{id}` is not of the form ZONE_NAME_TYPE"))),
    }
}
