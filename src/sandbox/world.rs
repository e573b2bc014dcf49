use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::BlobStore;
use super::services::{acm, apigateway, cloudfront, iam, lambda, logs, route53, s3, wafregional, wafv2};

/// Everything the embedded cloud knows. Regional services are kept per region; IAM, CloudFront, Route 53 and the S3 name space
/// are global.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct World {
    /// By region.
    pub acm: BTreeMap<String, acm::State>,
    /// By region.
    pub apigateway: BTreeMap<String, apigateway::State>,
    /// Global.
    pub cloudfront: cloudfront::State,
    /// Global.
    pub iam: iam::State,
    /// By region.
    pub lambda: BTreeMap<String, lambda::State>,
    /// By region.
    pub logs: BTreeMap<String, logs::State>,
    /// Global.
    pub route53: route53::State,
    /// Global: bucket names are one space over all regions; each bucket knows its own.
    pub s3: s3::State,
    /// By region.
    pub wafregional: BTreeMap<String, wafregional::State>,
    /// By region; what has scope CLOUDFRONT stands under us-east-1.
    pub wafv2: BTreeMap<String, wafv2::State>,
    /// Drawn from for ids, so that ids are unique within a cloud and repeatable in tests.
    pub counter: u64,
    /// Bodies too large for the states above; see [`BlobStore`].
    #[serde(skip)]
    pub blobs: BlobStore,
}

/// The parts of the world that are saved one by one: every service has its own, so that a call writes what it changed.
macro_rules! parts {
    ($($part:ident),* $(,)?) => {
        impl World {
            /// The names of all parts.
            pub(super) const PARTS: &[&str] = &[$(stringify!($part)),*];

            /// The written form of every part, in the order of [`World::PARTS`].
            pub(super) fn parts(&self) -> impl Iterator<Item = (&'static str, serde_json::Result<Vec<u8>>)> {
                // Every field is named here: one that is added and not listed does not compile.
                let Self { $($part,)* counter: _, blobs: _ } = self;
                [$((stringify!($part), serde_json::to_vec($part)),)*].into_iter()
            }

            /// Puts a part back from its written form; `None` makes it new.
            pub(super) fn set_part(&mut self, part: &str, bytes: Option<&[u8]>) -> serde_json::Result<()> {
                match part {
                    $(stringify!($part) => self.$part = restored(bytes)?,)*
                    unknown => return Err(serde::de::Error::custom(format!("there is no part `{unknown}`"))),
                }
                Ok(())
            }
        }
    };
}

parts!(acm, apigateway, cloudfront, iam, lambda, logs, route53, s3, wafregional, wafv2);

fn restored<T: Default + DeserializeOwned>(bytes: Option<&[u8]>) -> serde_json::Result<T> {
    bytes.map_or_else(|| Ok(T::default()), serde_json::from_slice)
}

impl World {
    /// A fresh id: `length` characters from `alphabet`, different at every call, the same sequence in every new cloud.
    pub fn id(&mut self, alphabet: &[u8], length: usize) -> String {
        self.counter += 1;
        // splitmix64: ids look like AWS's without a source of randomness.
        let mut seed = self.counter;
        let mut next = move || {
            seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut mixed = seed;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            mixed ^ (mixed >> 31)
        };
        (0..length).map(|_| char::from(alphabet[(next() % alphabet.len() as u64) as usize])).collect()
    }

    /// A fresh UUID-shaped id.
    pub fn uuid(&mut self) -> String {
        let hex = self.id(b"0123456789abcdef", 32);
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }
}
