use aws_sdk_wafregional::types;
use serde::{Deserialize, Serialize};

use super::change;
use super::object::{self, Page};
use super::physical_name;
use crate::kinds::aws::absent::or_none;
use crate::kinds::aws::condition::lets_patterns;
use crate::kinds::aws::live_text::LiveTexts;
use crate::kinds::aws::spread::spread;
use crate::kinds::{Field, Kind, Lets, Live, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::{Outputs, Text};

/// How many patterns a set holds.
const MOST: usize = 10;

/// A WAF Classic regex pattern set. Output: `id`.
pub struct ClassicRegexPatternSet;

/// A regex pattern set as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// The region it stands in, `us-east-2`; only regex match sets of the same region can refer to it.
    pub region: String,
    /// Classic names are not unique; the name in AWS carries the first eight characters of `token` behind a hyphen.
    pub name: String,
    /// At most ten, each at most 70 characters; any of them may be a secret. Their order means nothing to AWS.
    pub patterns: Vec<Text>,
    /// Sixteen characters of `[a-z0-9]`, new for every generation; never compared.
    pub token: String,
}

impl Kind for ClassicRegexPatternSet {
    const NAME: &'static str = "classic-regex-pattern-set";
    const TITLE: &'static str = "WAF Classic regex pattern set";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region it lives in"),
        Field::replace("name", "What people call it"),
        Field::update("patterns", "Regular expressions, searched for unanchored").secret(),
        Field::update("token", "Tells this generation from others of the same name"),
    ];
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = &[
        "waf-regional:CreateRegexPatternSet",
        "waf-regional:GetRegexPatternSet",
        "waf-regional:ListRegexPatternSets",
        "waf-regional:UpdateRegexPatternSet",
        "waf-regional:DeleteRegexPatternSet",
        "waf-regional:GetChangeToken",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Marker(physical_name::physical(&want.name, &want.token))
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.wafregional(&want.region);
        let name = physical_name::physical(&want.name, &want.token);
        let made = change::spend(hands, &want.region, "CreateRegexPatternSet", |token| {
            client.create_regex_pattern_set().name(&name).change_token(token).send()
        })
        .await?;
        let id = made.regex_pattern_set.map(|made| made.regex_pattern_set_id).unwrap_or_default();
        fill(hands, &id, want).await?;
        Ok(object::made(id))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let client = hands.clients.wafregional(&want.region);
        let name = physical_name::physical(&want.name, &want.token);
        let send = |marker| client.list_regex_pattern_sets().limit(100).set_next_marker(marker).send();
        let found = object::find(hands, "ListRegexPatternSets", &name, send, |page| {
            Page::new(page.regex_pattern_sets, |entry| (entry.regex_pattern_set_id, entry.name), page.next_marker)
        });
        Ok(found.await?.map(object::made))
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some(live) = or_none(get(hands, id, &was.region).await)? else { return Ok(None) };
        let name = physical_name::logical(live.name.as_deref(), &was.name, &was.token);
        let patterns = LiveTexts::new(hands, &was.patterns).set(&live.regex_pattern_strings, &was.patterns);
        let input = Input { region: was.region.clone(), name, patterns, token: was.token.clone() };
        Ok(Some(Live { input, outputs: object::outputs(id) }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        fill(hands, id, want).await?;
        Ok(object::outputs(id))
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.wafregional(&was.region);
        change::remove(hands, async || {
            write(hands, id, &was.region, &[]).await?;
            change::spend(hands, &was.region, "DeleteRegexPatternSet", |token| {
                client.delete_regex_pattern_set().regex_pattern_set_id(id).change_token(token).send()
            })
            .await
        })
        .await
    }

    fn lets(was: &Input, want: &Input) -> Lets<Input> {
        let both = lets_patterns(&was.patterns, &want.patterns, MOST);
        both.map(|patterns| Input { patterns, ..want.clone() })
    }

    async fn settle(hands: &Hands, _: &str) -> Result<(), Refusal> {
        spread(hands).await
    }
}

async fn get(hands: &Hands, id: &str, region: &str) -> Result<types::RegexPatternSet, Refusal> {
    let client = hands.clients.wafregional(region);
    let answer = hands
        .read(("waf-regional", "GetRegexPatternSet"), || client.get_regex_pattern_set().regex_pattern_set_id(id).send())
        .await?;
    object::answered("GetRegexPatternSet", answer.regex_pattern_set)
}

async fn fill(hands: &Hands, id: &str, want: &Input) -> Result<(), Refusal> {
    change::converge(hands, || write(hands, id, &want.region, &want.patterns)).await
}

/// Makes the set's patterns those wanted, by one call with the difference.
async fn write(hands: &Hands, id: &str, region: &str, want: &[Text]) -> Result<(), Refusal> {
    let live = get(hands, id, region).await?;
    let pattern = |text| Ok(hands.open_again(text, &live.regex_pattern_strings)?.expose().to_owned());
    let want: Vec<String> = want.iter().map(pattern).collect::<Result<_, Refusal>>()?;
    let updates = change::updates(&live.regex_pattern_strings, &want, |action, pattern| {
        types::RegexPatternSetUpdate::builder().action(action).regex_pattern_string(pattern).build()
    })?;
    if updates.is_empty() {
        return Ok(());
    }
    let client = hands.clients.wafregional(region);
    change::spend(hands, region, "UpdateRegexPatternSet", |token| {
        let call = client.update_regex_pattern_set().regex_pattern_set_id(id).change_token(token);
        call.set_updates(Some(updates.clone())).send()
    })
    .await
    .map(|_| ())
}
