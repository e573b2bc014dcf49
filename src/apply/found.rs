use std::time::Duration;

use crate::kinds::{AnyKind, Made, NaturalKey};
use crate::providers::{Hands, Refusal};
use crate::value::Tree;

/// How far reads of AWS may lag behind what was written: lists and gets are eventually consistent by seconds (aws-facts 2).
pub const LAG: Duration = Duration::from_secs(15);

/// What a making whose answer was never heard left behind. A search that finds nothing is believed only when it is repeated
/// after [`LAG`]: what is taken for not made would be made twice, or forgotten.
pub(super) async fn found(kind: &dyn AnyKind, hands: &Hands, inputs: &Tree) -> Result<Option<Made>, Refusal> {
    let first = kind.find(hands, inputs).await?;
    match kind.natural_key(inputs)? {
        // Making it again is harmless.
        NaturalKey::Upsert(_) => Ok(first),
        NaturalKey::Unique(_) | NaturalKey::Marker(_) if first.is_some() => Ok(first),
        NaturalKey::Unique(_) | NaturalKey::Marker(_) => {
            hands.pause("AWS to show what was made a moment ago, if it was", LAG).await;
            kind.find(hands, inputs).await
        }
    }
}
