use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_wafv2::Client;
use aws_sdk_wafv2::types::{Regex, RegexPatternSet, RegexPatternSetSummary};
use serde::{Deserialize, Serialize};

use super::{Scope, tags};
use crate::kinds::aws::condition::lets_patterns;
use crate::kinds::aws::live_text::LiveTexts;
use crate::kinds::aws::spread::spread;
use crate::kinds::aws::tags::are_ours;
use crate::kinds::{Field, Kind, Lets, Live, Made, NaturalKey};
use crate::providers::{Class, Hands, Refusal};
use crate::value::{Outputs, Text};

/// How long a lock held by somebody else, or a rule that still refers to the set, is waited for.
const PATIENCE: Duration = Duration::from_secs(600);

/// How many patterns a set holds.
const MOST: usize = 10;

/// A set of regular expressions that rules refer to by ARN. Outputs: `arn`, `id`.
pub struct Wafv2RegexSet;

/// A regex pattern set as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Input {
    /// us-east-1 when the scope is CLOUDFRONT.
    pub region: String,
    /// Which web ACLs may refer to it: those of the same scope.
    pub scope: Scope,
    /// `[A-Za-z0-9_-]{1,128}`, unique within scope and region.
    pub name: String,
    /// Shown in the console, 1-256 characters; absent for none.
    pub description: Option<String>,
    /// At most ten, each 1-512 characters; any of them may be a secret. Their order means nothing to AWS.
    pub patterns: Vec<Text>,
    /// With the ownership tags in them.
    pub tags: BTreeMap<String, String>,
}

impl Kind for Wafv2RegexSet {
    const NAME: &'static str = "wafv2-regex-set";
    const TITLE: &'static str = "WAFv2 regex pattern set";
    const FIELDS: &'static [Field] = &[
        Field::replace("region", "Region it lives in"),
        Field::replace("scope", "REGIONAL or CLOUDFRONT"),
        Field::replace("name", "Unique within scope and region"),
        Field::update("description", "For people"),
        Field::update("patterns", "Regular expressions, searched for unanchored").secret(),
        Field::update("tags", "Tags"),
    ];
    const HELD: bool = true;
    const EXPENDABLE: bool = true;
    const ACTIONS: &'static [&'static str] = &[
        "wafv2:CreateRegexPatternSet",
        "wafv2:GetRegexPatternSet",
        "wafv2:ListRegexPatternSets",
        "wafv2:UpdateRegexPatternSet",
        "wafv2:DeleteRegexPatternSet",
        "wafv2:ListTagsForResource",
        "wafv2:TagResource",
        "wafv2:UntagResource",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Unique(want.name.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.wafv2(&want.region);
        let patterns = patterns(hands, want, &[])?;
        let tags = tags::lower(&want.tags)?;
        let made = hands
            .create(("wafv2", "CreateRegexPatternSet", want.region.as_str()), || {
                client
                    .create_regex_pattern_set()
                    .name(&want.name)
                    .scope(want.scope.lower())
                    .set_description(want.description.clone())
                    .set_regular_expression_list(Some(patterns.clone()))
                    .set_tags(tags.clone())
                    .send()
            })
            .await?;
        Ok(made_of(made.summary.as_ref()))
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let client = hands.clients.wafv2(&want.region);
        let mut marker: Option<String> = None;
        loop {
            let page = hands
                .read(("wafv2", "ListRegexPatternSets", want.region.as_str()), || {
                    let list = client.list_regex_pattern_sets().scope(want.scope.lower());
                    list.limit(100).set_next_marker(marker.clone()).send()
                })
                .await?;
            if let Some(found) = page.regex_pattern_sets().iter().find(|set| set.name() == Some(want.name.as_str())) {
                let live = tags::read(hands, &client, found.arn().unwrap_or_default()).await?;
                if !are_ours(&live, &want.tags) {
                    let what = format!("a regex pattern set `{}` that is not ours stands there", want.name);
                    return Err(Refusal::foreign(what));
                }
                return Ok(Some(made_of(Some(found))));
            }
            marker = page.next_marker.filter(|marker| !marker.is_empty());
            if marker.is_none() {
                return Ok(None);
            }
        }
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let client = hands.clients.wafv2(&was.region);
        let live = match get(hands, &client, id, was).await {
            Ok((live, _)) => live,
            Err(refusal) if refusal.class == Class::NotFound => return Ok(None),
            Err(refusal) => return Err(refusal),
        };
        let arn = live.arn().unwrap_or_default();
        let tags = match tags::read(hands, &client, arn).await {
            Ok(tags) => tags,
            Err(refusal) if refusal.class == Class::NotFound => return Ok(None),
            Err(refusal) => return Err(refusal),
        };
        let patterns = live.regular_expression_list().iter().filter_map(|regex| regex.regex_string.clone());
        let input = Input {
            region: was.region.clone(),
            scope: was.scope,
            name: live.name().unwrap_or_default().to_owned(),
            description: live.description.clone().filter(|text| !text.is_empty()),
            patterns: LiveTexts::new(hands, &was.patterns).set(&patterns.collect::<Vec<_>>(), &was.patterns),
            tags,
        };
        Ok(Some(Live { input, outputs: outputs(id, arn) }))
    }

    async fn update(hands: &Hands, id: &str, _was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        let client = hands.clients.wafv2(&want.region);
        let arn = hands
            .patiently(&[Class::Busy], PATIENCE, async || {
                let (live, lock) = get(hands, &client, id, want).await?;
                let patterns = patterns(hands, want, live.regular_expression_list())?;
                hands
                    .write(("wafv2", "UpdateRegexPatternSet", want.region.as_str()), || {
                        client
                            .update_regex_pattern_set()
                            .name(&want.name)
                            .scope(want.scope.lower())
                            .id(id)
                            .lock_token(&lock)
                            .set_description(want.description.clone())
                            .set_regular_expression_list(Some(patterns.clone()))
                            .send()
                    })
                    .await?;
                Ok(live.arn.unwrap_or_default())
            })
            .await?;
        tags::converge(hands, &client, &arn, &want.tags).await?;
        Ok(outputs(id, &arn))
    }

    async fn delete(hands: &Hands, id: &str, was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.wafv2(&was.region);
        let gone = hands.patiently(&[Class::Busy, Class::InUse], PATIENCE, async || {
            let (_, lock) = get(hands, &client, id, was).await?;
            hands
                .write(("wafv2", "DeleteRegexPatternSet", was.region.as_str()), || {
                    let delete = client.delete_regex_pattern_set().name(&was.name).scope(was.scope.lower());
                    delete.id(id).lock_token(&lock).send()
                })
                .await
        });
        match gone.await {
            Err(refusal) if refusal.class != Class::NotFound => Err(refusal),
            _ => Ok(()),
        }
    }

    fn lets(was: &Input, want: &Input) -> Lets<Input> {
        let both = lets_patterns(&was.patterns, &want.patterns, MOST);
        both.map(|patterns| Input { patterns, ..want.clone() })
    }

    async fn settle(hands: &Hands, _: &str) -> Result<(), Refusal> {
        spread(hands).await
    }
}

/// The set and the token that an update or delete must show to prove it saw the latest state.
async fn get(hands: &Hands, client: &Client, id: &str, was: &Input) -> Result<(RegexPatternSet, String), Refusal> {
    let answer = hands
        .read(("wafv2", "GetRegexPatternSet", was.region.as_str()), || {
            client.get_regex_pattern_set().name(&was.name).scope(was.scope.lower()).id(id).send()
        })
        .await?;
    match (answer.regex_pattern_set, answer.lock_token) {
        (Some(set), Some(lock)) => Ok((set, lock)),
        _ => Err(Refusal::local("UnreadableAnswer", "GetRegexPatternSet answered without the set or its lock token")),
    }
}

/// The patterns with their secrets opened; `live` are those the set has.
fn patterns(hands: &Hands, want: &Input, live: &[Regex]) -> Result<Vec<Regex>, Refusal> {
    let live: Vec<String> = live.iter().filter_map(|regex| regex.regex_string.clone()).collect();
    let pattern = |text| Ok(Regex::builder().regex_string(hands.open_again(text, &live)?.expose()).build());
    want.patterns.iter().map(pattern).collect()
}

fn made_of(summary: Option<&RegexPatternSetSummary>) -> Made {
    let id = summary.and_then(RegexPatternSetSummary::id).unwrap_or_default();
    let arn = summary.and_then(RegexPatternSetSummary::arn).unwrap_or_default();
    Made { id: id.to_owned(), outputs: outputs(id, arn) }
}

fn outputs(id: &str, arn: &str) -> Outputs {
    [("arn", arn), ("id", id)].map(|(key, value)| (key.to_owned(), value.to_owned())).into()
}
