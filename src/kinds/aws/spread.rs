use std::time::Duration;

use crate::providers::{Hands, Refusal};

/// A change of a web ACL, or of what it consists of, is in force everywhere after "a few seconds to a number of minutes" (AWS WAF
/// developer guide, on temporary inconsistencies during updates), and nothing tells when.
const SPREADS: Duration = Duration::from_secs(120);

/// Waits until a change of a web ACL can be taken to count everywhere.
pub(super) async fn spread(hands: &Hands) -> Result<(), Refusal> {
    hands.pause("the web ACL to be as it is now everywhere", SPREADS).await;
    Ok(())
}
