use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::cli::show;
use crate::kinds::aws::cloudfront::cache_policy::CachePolicies;
use crate::kinds::aws::cloudfront::origin_request_policy::OriginRequestPolicies;
use crate::kinds::aws::cloudfront::policy::{Policy, of_others};
use crate::kinds::aws::cloudfront::response_headers_policy::ResponseHeadersPolicies;
use crate::kinds::aws::cloudfront::{DistributionInput, managed};
use crate::names::ResourceId;
use crate::providers::Hands;
use crate::reqpath::Source;
use crate::value::{Outputs, Text, Tree};

/// The policies of others that distributions refer to by their ids, as the cloud tells them: neither CloudFront's own nor among
/// `sources`. What is not there or may not be read stays unknown, and the latter is said.
pub async fn policies(hands: &Hands, sources: &[Source]) -> Vec<Source> {
    let own: BTreeSet<&String> = sources.iter().filter_map(|source| source.outputs.as_ref()?.get("id")).collect();
    let foreign = |policy: Option<&Text>| {
        let id = policy.and_then(Text::known).filter(|id| !own.contains(&(*id).to_owned()))?;
        managed::by_id(id).is_none().then(|| id.to_owned())
    };
    let (mut cache, mut request, mut answer) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for source in sources.iter().filter(|source| source.kind == "cloudfront-distribution") {
        // What cannot be read as a distribution is told where the perimeter is built.
        let Ok(input) = source.input.to::<DistributionInput>() else { continue };
        for behavior in input.behaviors.iter().chain([&input.default_behavior]) {
            let note = |policies: &mut BTreeMap<String, ResourceId>, policy: Option<&Text>| {
                policies.extend(foreign(policy).map(|id| (id, source.address.clone())));
            };
            note(&mut cache, Some(&behavior.cache_policy));
            note(&mut request, behavior.origin_request_policy.as_ref());
            note(&mut answer, behavior.response_headers_policy.as_ref());
        }
    }
    let mut read = all::<CachePolicies>(hands, &cache).await;
    read.extend(all::<OriginRequestPolicies>(hands, &request).await);
    read.extend(all::<ResponseHeadersPolicies>(hands, &answer).await);
    read
}

/// Those of one sort, by id with the distribution that refers to each.
async fn all<P: Policy>(hands: &Hands, wanted: &BTreeMap<String, ResourceId>) -> Vec<Source>
where
    P::Input: Serialize,
{
    let mut read = Vec::new();
    for (id, at) in wanted {
        match of_others::<P>(hands, id).await {
            Ok(Some(input)) => read.push(Source {
                address: ResourceId::new(format!("{}/{}/{id}", at.block(), P::NAME)),
                kind: P::NAME.to_owned(),
                input: Tree::of(&input),
                outputs: Some(Outputs::from([("id".to_owned(), id.clone())])),
            }),
            Ok(None) => {}
            Err(refusal) => {
                let why = format!("the {} {id} of {} cannot be read: {refusal}", P::WHAT, at.block());
                show::warn(&why, None);
            }
        }
    }
    read
}
