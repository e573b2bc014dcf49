use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_cloudfront::types::{Distribution, DistributionConfigWithTags, Tag, TagKeys, Tags};

use super::super::{REGION, incomplete};
use super::{Input, canonical, config};
use crate::kinds::aws::absent::or_none;
use crate::kinds::aws::tags::{TagChanges, are_ours, without_aws};
use crate::kinds::{Field, Kind, Live, Made, NaturalKey, Takes};
use crate::providers::{Class, Hands, Refusal};
use crate::value::{Outputs, Tree, diff};

/// A distribution. Creating and updating does not wait until every edge knows of it; deleting does.
///
/// Outputs: `id`, `arn`, `domain` (`d….cloudfront.net`), `hosted-zone-id` (of every distribution, for DNS aliases), `status`
/// (`InProgress` or `Deployed`).
pub struct CloudfrontDistribution;

impl Kind for CloudfrontDistribution {
    const NAME: &'static str = "cloudfront-distribution";
    const TITLE: &'static str = "CloudFront distribution";
    const FIELDS: &'static [Field] = &[
        Field::update("token", "the caller reference"),
        Field::update("comment", "a description"),
        Field::update("enabled", "whether it answers viewers"),
        Field::update("aliases", "host names besides its own"),
        Field::update("default-root-object", "what a request for / alone shows"),
        Field::update("origins", "where it fetches from, and the headers it sends there").secret(),
        Field::update("default-behavior", "how requests are treated that no other behaviour matches"),
        Field::update("behaviors", "how requests are treated by path; the first match wins"),
        Field::update("geo-restriction", "which countries are answered"),
        Field::update("certificate", "the certificate of the aliases and the oldest TLS version"),
        Field::update("custom-error-responses", "what a viewer sees in place of an error"),
        Field::update("logging", "where requests are written down"),
        Field::update("price-class", "which edge locations serve it"),
        Field::update("http-version", "the newest HTTP version viewers may use"),
        Field::update("ipv6", "whether it answers on IPv6"),
        Field::update("web-acl", "the web ACL at the edge"),
        Field::update("tags", "tags, the ownership tags included"),
    ];
    const VOLATILE: &'static [&'static str] = &["status"];
    // Nobody waits for a new one to be deployed, but it can only be removed after it was disabled everywhere: three to ten
    // minutes.
    const TAKES: Takes = Takes::seconds(2).removed_in(300);
    const ACTIONS: &'static [&'static str] = &[
        "cloudfront:CreateDistribution",
        "cloudfront:GetDistribution",
        "cloudfront:GetDistributionConfig",
        "cloudfront:UpdateDistribution",
        "cloudfront:DeleteDistribution",
        "cloudfront:ListDistributions",
        "cloudfront:ListTagsForResource",
        "cloudfront:TagResource",
        "cloudfront:UntagResource",
        "wafv2:GetWebACL",
        "s3:GetBucketAcl",
        "s3:PutBucketAcl",
    ];
    type Input = Input;

    fn natural_key(want: &Input) -> NaturalKey {
        NaturalKey::Marker(want.token.clone())
    }

    async fn create(hands: &Hands, want: &Input) -> Result<Made, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let tags = Tags::builder().set_items(Some(sdk_tags(&want.tags)?)).build();
        let wish =
            DistributionConfigWithTags::builder().distribution_config(config::fresh(hands, want)?).tags(tags).build();
        let answer = hands
            .patiently(&[Class::NotYet], SETTLE, || async {
                hands
                    .create(("cloudfront", "CreateDistributionWithTags"), || {
                        client.create_distribution_with_tags().distribution_config_with_tags(wish.clone()).send()
                    })
                    .await
                    .map_err(classed)
            })
            .await?;
        let distribution = answer.distribution.ok_or_else(|| no_answer("CreateDistributionWithTags"))?;
        Ok(Made { id: distribution.id.clone(), outputs: outputs(&distribution) })
    }

    async fn find(hands: &Hands, want: &Input) -> Result<Option<Made>, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let mut marker = None;
        loop {
            let answer = hands
                .read(("cloudfront", "ListDistributions"), || {
                    client.list_distributions().set_marker(marker.clone()).send()
                })
                .await?;
            let Some(list) = answer.distribution_list else { return Ok(None) };
            // The list does not tell caller references; comments narrow down whom to ask.
            for candidate in list.items().iter().filter(|candidate| candidate.comment == want.comment) {
                let Some((distribution, _)) = get(hands, &candidate.id).await? else { continue };
                let reference =
                    distribution.distribution_config.as_ref().map(|config| config.caller_reference.as_str());
                if reference != Some(&config::caller_reference(&want.token)) {
                    continue;
                }
                return if are_ours(&tags(hands, &distribution.arn).await?, &want.tags) {
                    Ok(Some(Made { id: distribution.id.clone(), outputs: outputs(&distribution) }))
                } else {
                    let message = format!("the distribution {} has our caller reference and other tags", candidate.id);
                    Err(Refusal::foreign(message))
                };
            }
            marker = list.next_marker;
            if marker.is_none() {
                return Ok(None);
            }
        }
    }

    async fn read(hands: &Hands, id: &str, was: &Input) -> Result<Option<Live<Input>>, Refusal> {
        let Some((distribution, _)) = get(hands, id).await? else { return Ok(None) };
        let tags = tags(hands, &distribution.arn).await?;
        let outputs = outputs(&distribution);
        let live = distribution.distribution_config.ok_or_else(|| no_answer("GetDistribution"))?;
        Ok(Some(Live { input: canonical::input_of(hands, &live, tags, was), outputs }))
    }

    async fn update(hands: &Hands, id: &str, was: &Input, want: &Input) -> Result<Outputs, Refusal> {
        let client = hands.clients.cloudfront(REGION);
        let distribution = hands
            .patiently(&[Class::Busy, Class::NotYet], SETTLE, || async {
                let Some((mut distribution, etag)) = get(hands, id).await? else {
                    return Err(Refusal::local("Gone", format!("the distribution {id} is not there any more")));
                };
                let live = distribution.distribution_config.take().ok_or_else(|| no_answer("GetDistribution"))?;
                let wish = config::overlay(hands, live.clone(), was, want)?;
                if wish == live {
                    // Every write starts minutes of propagation.
                    return Ok(distribution);
                }
                let answer = hands
                    .write(("cloudfront", "UpdateDistribution"), || {
                        client.update_distribution().id(id).if_match(&etag).distribution_config(wish.clone()).send()
                    })
                    .await
                    .map_err(classed)?;
                answer.distribution.ok_or_else(|| no_answer("UpdateDistribution"))
            })
            .await?;
        retag(hands, &distribution.arn, &want.tags).await?;
        Ok(outputs(&distribution))
    }

    async fn delete(hands: &Hands, id: &str, _was: &Input) -> Result<(), Refusal> {
        let client = hands.clients.cloudfront(REGION);
        // One step at a time from whatever is there, so an interrupted delete goes on where it stopped.
        hands
            .wait_for("the distribution to be disabled at every edge location", POLL, EVERYWHERE, || async {
                let Some((mut distribution, etag)) = get(hands, id).await? else { return Ok(Some(())) };
                let mut config = distribution.distribution_config.take().ok_or_else(|| no_answer("GetDistribution"))?;
                if config.enabled {
                    config.enabled = false;
                    let disabled = hands
                        .write(("cloudfront", "UpdateDistribution"), || {
                            client
                                .update_distribution()
                                .id(id)
                                .if_match(&etag)
                                .distribution_config(config.clone())
                                .send()
                        })
                        .await;
                    return unless_contended(disabled).map(|_| None);
                }
                if distribution.status != DEPLOYED {
                    return Ok(None);
                }
                let deleted = hands
                    .write(("cloudfront", "DeleteDistribution"), || {
                        client.delete_distribution().id(id).if_match(&etag).send()
                    })
                    .await;
                unless_contended(deleted).map(|deleted| deleted.map(|_| ()))
            })
            .await
    }

    fn sends_otherwise(was: &Input, want: &Input) -> bool {
        let sending = |input: &Input| Tree::of(&(&input.origins, &input.default_behavior, &input.behaviors));
        !diff(&sending(was), &sending(want)).is_empty()
    }

    fn in_force(outputs: &Outputs) -> bool {
        outputs.get("status").is_some_and(|status| status == DEPLOYED)
    }

    async fn settle(hands: &Hands, id: &str) -> Result<(), Refusal> {
        hands
            .wait_for("every edge location to have the distribution as it is now", POLL, EVERYWHERE, || async {
                match get(hands, id).await? {
                    Some((distribution, _)) => Ok((distribution.status == DEPLOYED).then_some(())),
                    None => Err(Refusal::local("Gone", format!("the distribution {id} is not there any more"))),
                }
            })
            .await
    }
}

/// How long to go on when a certificate or a web ACL is not visible to CloudFront yet, or somebody else keeps writing.
const SETTLE: Duration = Duration::from_secs(120);

/// A change takes minutes to reach every edge location; Terraform allows as much.
const EVERYWHERE: Duration = Duration::from_secs(90 * 60);
const POLL: Duration = Duration::from_secs(15);

/// The status of a distribution that every edge location knows.
const DEPLOYED: &str = "Deployed";

/// The hosted zone of every distribution, for alias records (documentation of Route 53, "AliasTarget").
const HOSTED_ZONE: &str = "Z2FDTNDATAQYW2";

fn outputs(distribution: &Distribution) -> Outputs {
    [
        ("id", distribution.id.as_str()),
        ("arn", distribution.arn.as_str()),
        ("domain", distribution.domain_name.as_str()),
        ("hosted-zone-id", HOSTED_ZONE),
        ("status", distribution.status.as_str()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect()
}

fn no_answer(operation: &str) -> Refusal {
    Refusal::local("UnreadableAnswer", format!("the answer to cloudfront {operation} holds no distribution"))
}

/// Refusals that pass by themselves and whose codes say so only on a distribution.
fn classed(refusal: Refusal) -> Refusal {
    let class = match refusal.code.as_str() {
        // A web ACL that was made a moment ago.
        "InvalidWebACLId" => Class::NotYet,
        // An update on top of one that CloudFront has not taken in.
        "IllegalUpdate" => Class::Busy,
        _ => refusal.class,
    };
    Refusal { class, ..refusal }
}

/// `None` when somebody else wrote in between or still holds on: look again.
fn unless_contended<T>(answer: Result<T, Refusal>) -> Result<Option<T>, Refusal> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(refusal) => match refusal.class {
            Class::Busy | Class::InUse | Class::NotFound => Ok(None),
            Class::Throttled
            | Class::Transient
            | Class::NotYet
            | Class::Exists
            | Class::NotSent
            | Class::Lost
            | Class::Permanent => Err(refusal),
        },
    }
}

/// The live distribution and its ETag.
async fn get(hands: &Hands, id: &str) -> Result<Option<(Distribution, String)>, Refusal> {
    let client = hands.clients.cloudfront(REGION);
    let answer =
        or_none(hands.read(("cloudfront", "GetDistribution"), || client.get_distribution().id(id).send()).await)?;
    Ok(answer.and_then(|answer| Some((answer.distribution?, answer.e_tag.unwrap_or_default()))))
}

async fn tags(hands: &Hands, arn: &str) -> Result<BTreeMap<String, String>, Refusal> {
    let client = hands.clients.cloudfront(REGION);
    let answer = hands
        .read(("cloudfront", "ListTagsForResource"), || client.list_tags_for_resource().resource(arn).send())
        .await?;
    let items = answer.tags.and_then(|tags| tags.items).unwrap_or_default();
    Ok(without_aws(items.into_iter().map(|tag| (tag.key, tag.value.unwrap_or_default()))))
}

fn sdk_tags(tags: &BTreeMap<String, String>) -> Result<Vec<Tag>, Refusal> {
    tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build().map_err(incomplete)).collect()
}

async fn retag(hands: &Hands, arn: &str, want: &BTreeMap<String, String>) -> Result<(), Refusal> {
    let client = hands.clients.cloudfront(REGION);
    let changes = TagChanges::between(&tags(hands, arn).await?, want);
    if !changes.set.is_empty() {
        let set = Tags::builder().set_items(Some(sdk_tags(&changes.set)?)).build();
        hands
            .write(("cloudfront", "TagResource"), || client.tag_resource().resource(arn).tags(set.clone()).send())
            .await?;
    }
    if !changes.remove.is_empty() {
        let keys = TagKeys::builder().set_items(Some(changes.remove)).build();
        hands
            .write(("cloudfront", "UntagResource"), || {
                client.untag_resource().resource(arn).tag_keys(keys.clone()).send()
            })
            .await?;
    }
    Ok(())
}
