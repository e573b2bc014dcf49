use aws_sdk_s3::types::{Delete, ObjectIdentifier};

use super::kind::Input;
use crate::providers::{Class, Hands, Refusal};

/// Whether it has no version of any object and no unfinished upload.
pub(super) async fn is_empty(hands: &Hands, of: &Input) -> Result<bool, Refusal> {
    let client = hands.clients.s3(&of.region);
    let versions = hands
        .read(("s3", "ListObjectVersions"), || client.list_object_versions().bucket(&of.name).max_keys(1).send())
        .await?;
    let uploads =
        hands.read(("s3", "ListMultipartUploads"), || client.list_multipart_uploads().bucket(&of.name).send()).await?;
    Ok(versions.versions().is_empty() && versions.delete_markers().is_empty() && uploads.uploads().is_empty())
}

/// Removes every version, delete marker and unfinished upload.
pub(super) async fn empty(hands: &Hands, of: &Input) -> Result<(), Refusal> {
    let client = hands.clients.s3(&of.region);
    loop {
        // Always the first page: what it held is gone by the time of the next.
        let page =
            hands.read(("s3", "ListObjectVersions"), || client.list_object_versions().bucket(&of.name).send()).await?;
        let versions = page.versions().iter().map(|version| (version.key(), version.version_id()));
        let markers = page.delete_markers().iter().map(|marker| (marker.key(), marker.version_id()));
        let doomed: Vec<_> = versions
            .chain(markers)
            .filter_map(|(key, id)| {
                ObjectIdentifier::builder().key(key?).set_version_id(id.map(str::to_owned)).build().ok()
            })
            .collect();
        if doomed.is_empty() {
            break;
        }
        let wish = Delete::builder()
            .set_objects(Some(doomed))
            .quiet(true)
            .build()
            .map_err(|problem| Refusal::local("InvalidRequest", problem.to_string()))?;
        let answer = hands
            .write(("s3", "DeleteObjects"), || client.delete_objects().bucket(&of.name).delete(wish.clone()).send())
            .await?;
        if let Some(refused) = answer.errors().first() {
            return Err(Refusal {
                service: "s3",
                operation: "DeleteObjects",
                code: refused.code().unwrap_or("Unknown").into(),
                message: format!("`{}`: {}", refused.key().unwrap_or(""), refused.message().unwrap_or("")),
                request_id: None,
                class: Class::Permanent,
            });
        }
    }
    loop {
        let page = hands
            .read(("s3", "ListMultipartUploads"), || client.list_multipart_uploads().bucket(&of.name).send())
            .await?;
        if page.uploads().is_empty() {
            return Ok(());
        }
        for upload in page.uploads() {
            let aborted = hands
                .write(("s3", "AbortMultipartUpload"), || {
                    client
                        .abort_multipart_upload()
                        .bucket(&of.name)
                        .key(upload.key().unwrap_or_default())
                        .upload_id(upload.upload_id().unwrap_or_default())
                        .send()
                })
                .await;
            match aborted {
                Ok(_) => {}
                Err(refusal) if refusal.code == "NoSuchUpload" => {}
                Err(refusal) => return Err(refusal),
            }
        }
    }
}
