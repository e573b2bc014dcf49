use crate::sandbox::{Answer, Call, Element, World};

use super::fault::Fault;
use super::route::{Outcome, iso, page, xml};
use super::{ALPHABET, Invalidation};

fn no_distribution() -> Fault {
    Fault::new(404, "NoSuchDistribution", "The specified distribution does not exist.")
}

fn shown(call: &Call, invalidation: &Invalidation, status: u16) -> Answer {
    let document = Element::node(
        "Invalidation",
        [
            Element::leaf("Id", invalidation.id.clone()),
            Element::leaf("Status", invalidation.status(call.now)),
            Element::leaf("CreateTime", iso(invalidation.created)),
            invalidation.batch.clone(),
        ],
    );
    xml(status, &document)
}

/// CreateInvalidation: the same batch again gives the same answer again.
pub(super) fn create(call: &Call, world: &mut World, distribution: &str) -> Outcome {
    let batch = Element::parse(&call.body).ok_or_else(Fault::malformed)?;
    let paths = batch.items("Paths");
    if paths.is_empty() || batch.text_of("CallerReference").is_empty() {
        return Err(Fault::argument("An invalidation needs a caller reference and at least one path."));
    }
    let stars = |path: &str| path.trim_end_matches('*').contains('*') || path.ends_with("**");
    if paths.iter().any(|path| !path.text.starts_with('/') || stars(&path.text)) {
        return Err(Fault::argument("Your request contains one or more invalid invalidation paths."));
    }
    let id = format!("I{}", world.id(ALPHABET, 25));
    let there = world.cloudfront.distributions.get_mut(distribution).ok_or_else(no_distribution)?;
    let reference = batch.text_of("CallerReference");
    if let Some(before) = there.invalidations.iter().find(|other| other.batch.text_of("CallerReference") == reference) {
        return if before.batch.items("Paths") == paths {
            Ok(shown(call, before, 201))
        } else {
            let message =
                "Your request contains a caller reference that was used for a previous invalidation of other paths.";
            Err(Fault::new(400, "InvalidArgument", message))
        };
    }
    let running: usize = there
        .invalidations
        .iter()
        .filter(|other| other.status(call.now) == "InProgress")
        .map(|other| other.batch.items("Paths").len())
        .sum();
    if running + paths.len() > 3000 {
        let message = "You have exceeded the maximum number of allowable InProgress invalidation batch requests.";
        return Err(Fault::new(400, "TooManyInvalidationsInProgress", message));
    }
    let invalidation = Invalidation { id, batch, created: call.now };
    let answer = shown(call, &invalidation, 201);
    there.invalidations.push(invalidation);
    Ok(answer)
}

/// GetInvalidation.
pub(super) fn get(call: &Call, world: &World, distribution: &str, id: &str) -> Outcome {
    let there = world.cloudfront.distributions.get(distribution).ok_or_else(no_distribution)?;
    let invalidation = there
        .invalidations
        .iter()
        .find(|other| other.id == id)
        .ok_or_else(|| Fault::new(404, "NoSuchInvalidation", "The specified invalidation does not exist."))?;
    Ok(shown(call, invalidation, 200))
}

/// ListInvalidations.
pub(super) fn list(call: &Call, world: &World, distribution: &str) -> Outcome {
    let there = world.cloudfront.distributions.get(distribution).ok_or_else(no_distribution)?;
    let mut entries: Vec<_> = there
        .invalidations
        .iter()
        .map(|invalidation| {
            let summary = [
                Element::leaf("Id", invalidation.id.clone()),
                Element::leaf("CreateTime", iso(invalidation.created)),
                Element::leaf("Status", invalidation.status(call.now)),
            ];
            (&invalidation.id, Element::node("InvalidationSummary", summary))
        })
        .collect();
    entries.sort_by_key(|(id, _)| *id);
    Ok(xml(200, &page(call, "InvalidationList", entries.into_iter())))
}
