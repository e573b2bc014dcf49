use serde::{Deserialize, Serialize};

use super::record::normal_name;
use super::zone_list::{Found, bare_id, zone, zones_named};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::Outputs;

/// A public hosted zone that somebody else keeps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The domain, lower case, without trailing dot.
    pub name: String,
}

/// A public hosted zone that exists already, found by its name; never changed or deleted.
///
/// Outputs: `id` (without `/hostedzone/`), `name`, `name-servers` (comma-separated).
pub struct ZoneLookup;

impl Kind for ZoneLookup {
    const NAME: &'static str = "route53-zone-lookup";
    const TITLE: &'static str = "Route 53 hosted zone (looked up)";
    const PASSIVE: Option<&'static str> = Some("found");
    const FIELDS: &'static [Field] = &[Field::replace("name", "the domain")];
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = &["route53:ListHostedZonesByName", "route53:GetHostedZone"];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Upsert(want.name.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let mut zones = zones_named(hands, &want.name).await?;
        zones.retain(|zone| !zone.config().is_some_and(|config| config.private_zone()));
        let no_zone = |message| Refusal::local("ZoneLookup", message);
        match zones.as_slice() {
            [] => Err(no_zone(format!("there is no public hosted zone named {}", want.name))),
            [only] => match zone(hands, bare_id(&only.id)).await? {
                Some(found) => Ok(made(&found)),
                None => Err(no_zone(format!("the hosted zone named {} went away meanwhile", want.name))),
            },
            several => {
                let ids: Vec<&str> = several.iter().map(|zone| bare_id(&zone.id)).collect();
                let message = format!("{} public hosted zones are named {}: {}", ids.len(), want.name, ids.join(", "));
                Err(no_zone(message))
            }
        }
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        // Looking up is repeatable: whatever `create` would find is it.
        Self::create(hands, want).await.map(Some)
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some(found) = zone(hands, id).await?.filter(|found| !found.private) else { return Ok(None) };
        if found.name != normal_name(&was.name) {
            return Ok(None);
        }
        Ok(Some(Live { input: was.clone(), outputs: made(&found).outputs }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, _want: &Input) -> Result<Outputs, Refusal> {
        let gone = || Refusal::local("NotFound", format!("hosted zone {id} is gone"));
        Ok(made(&zone(hands, id).await?.ok_or_else(gone)?).outputs)
    }

    async fn delete(_hands: &Hands, _id: &str, _was: &Input) -> Result<(), Refusal> {
        Ok(())
    }
}

fn made(found: &Found) -> Made {
    let outputs = Outputs::from([
        ("id".into(), found.id.clone()),
        ("name".into(), found.name.clone()),
        ("name-servers".into(), found.name_servers.clone()),
    ]);
    Made { id: found.id.clone(), outputs }
}
