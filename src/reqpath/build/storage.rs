use super::read::Reading;
use crate::kinds::aws::s3::{BucketInput, BucketPolicyInput, ObjectInput};
use crate::reqpath::model::{Bucket, Content, Policy};

pub(super) fn buckets(reading: &mut Reading<'_>) -> Vec<Bucket> {
    let policies = reading.all::<BucketPolicyInput>("s3-bucket-policy");
    let objects = reading.all::<ObjectInput>("s3-object");
    let mut buckets = Vec::new();
    for (at, input) in reading.all::<BucketInput>("s3-bucket") {
        let written = policies.iter().find(|(_, policy)| reading.texts.plain(&policy.bucket) == input.name);
        let policy = written.and_then(|(at, input)| Policy::read(at, input.policy.as_value()));
        if let (Some((at, _)), None) = (written, &policy) {
            reading.unread(at, "the policy is none that is understood here");
        }
        let inside = objects.iter().filter(|(_, object)| reading.texts.plain(&object.bucket) == input.name);
        buckets.push(Bucket {
            objects: inside
                .map(|(at, object)| {
                    let content = Content { at: at.clone(), content_type: object.content_type.clone() };
                    (object.key.clone(), content)
                })
                .collect(),
            at,
            name: input.name,
            region: input.region,
            public_blocked: input.public_access_block,
            policy,
        });
    }
    buckets
}
