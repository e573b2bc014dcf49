use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::services::{acm, apigateway, cloudfront, iam, lambda, logs, route53, s3, wafregional, wafv2};
use super::{BlobStore, Tracked};

/// Everything the embedded cloud knows. Regional services are kept per region; IAM, CloudFront, Route 53 and the S3 name space
/// are global.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct World {
    /// By region.
    pub acm: Tracked<BTreeMap<String, acm::State>>,
    /// By region.
    pub apigateway: Tracked<BTreeMap<String, apigateway::State>>,
    /// Global.
    pub cloudfront: Tracked<cloudfront::State>,
    /// Global.
    pub iam: Tracked<iam::State>,
    /// By region.
    pub lambda: Tracked<BTreeMap<String, lambda::State>>,
    /// By region.
    pub logs: Tracked<BTreeMap<String, logs::State>>,
    /// Global.
    pub route53: Tracked<route53::State>,
    /// Global: bucket names are one space over all regions; each bucket knows its own.
    pub s3: Tracked<s3::State>,
    /// By region.
    pub wafregional: Tracked<BTreeMap<String, wafregional::State>>,
    /// By region; what has scope CLOUDFRONT stands under us-east-1.
    pub wafv2: Tracked<BTreeMap<String, wafv2::State>>,
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
            /// The names of the parts that are services; see [`World::part`] for the others.
            const SERVICES: &[&str] = &[$(stringify!($part)),*];

            /// The written form of a part: a service's state, or a shelf of S3's objects (`s3-objects-7f`).
            pub(super) fn part(&mut self, part: &str) -> serde_json::Result<Vec<u8>> {
                if let Some(shelf) = shelf_of(part) {
                    return self.s3.shelf(shelf);
                }
                if part == "s3" {
                    let mut s3 = std::mem::take(&mut *self.s3);
                    let written = s3.without_objects();
                    self.s3 = Tracked::saved(s3);
                    return written;
                }
                // Every field is named here: one that is added and not listed does not compile.
                let Self { $($part,)* counter: _, blobs: _ } = self;
                match part {
                    $(stringify!($part) => serde_json::to_vec($part),)*
                    unknown => Err(no_part(unknown)),
                }
            }

            /// Puts a part back from its written form. A service comes before what belongs to it, which is the order of names.
            pub(super) fn set_part(&mut self, part: &str, bytes: &[u8]) -> serde_json::Result<()> {
                if let Some(shelf) = shelf_of(part) {
                    let mut s3 = std::mem::take(&mut *self.s3);
                    let outcome = s3.restore_shelf(shelf, bytes);
                    self.s3 = Tracked::saved(s3);
                    return outcome;
                }
                match part {
                    "s3" => {
                        let old = std::mem::take(&mut *self.s3);
                        let new: s3::State = serde_json::from_slice(bytes)?;
                        self.s3 = Tracked::saved(new.with_objects_of(old));
                    }
                    $(stringify!($part) => self.$part = Tracked::saved(serde_json::from_slice(bytes)?),)*
                    unknown => return Err(no_part(unknown)),
                }
                Ok(())
            }

            /// The parts that may differ from what was saved; asking counts as saving them.
            pub(super) fn take_changed(&mut self) -> Vec<String> {
                let touched = [$((stringify!($part), self.$part.take_touched())),*];
                let mut s3 = std::mem::take(&mut *self.s3);
                let shelves = s3.take_changed_shelves();
                self.s3 = Tracked::saved(s3);
                let services = touched.into_iter().filter(|(_, touched)| *touched).map(|(part, _)| part.to_owned());
                services.chain(shelves.into_iter().map(|shelf| format!("{SHELF}{shelf:02x}"))).collect()
            }
        }
    };
}

/// What the names of the parts that hold S3's objects begin with; two hexadecimal digits follow.
const SHELF: &str = "s3-objects-";

fn shelf_of(part: &str) -> Option<u8> {
    part.strip_prefix(SHELF).and_then(|shelf| u8::from_str_radix(shelf, 16).ok())
}

fn no_part(name: &str) -> serde_json::Error {
    serde::de::Error::custom(format!("there is no part `{name}`"))
}

parts!(acm, apigateway, cloudfront, iam, lambda, logs, route53, s3, wafregional, wafv2);

impl World {
    /// Whether there is a part of that name.
    pub(super) fn has_part(part: &str) -> bool {
        Self::SERVICES.contains(&part) || shelf_of(part).is_some()
    }

    /// The names of all parts there can be.
    #[cfg(test)]
    pub(super) fn all_parts() -> impl Iterator<Item = String> {
        let shelves = (0..=u8::MAX).map(|shelf| format!("{SHELF}{shelf:02x}"));
        Self::SERVICES.iter().map(|part| (*part).to_owned()).chain(shelves)
    }

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
