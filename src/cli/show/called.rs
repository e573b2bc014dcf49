use super::{DIM, say};
use crate::diag::clean;
use crate::providers::Called;

/// One line about a call, with `refusals` also what AWS said. Names, codes and times only: what was sent may hold a secret.
pub fn called(called: &Called, refusals: bool) {
    let Called { service, operation, attempt, took, refused } = called;
    let again = if *attempt > 1 { format!(" (attempt {attempt})") } else { String::new() };
    let ended = match refused {
        None => "done".to_owned(),
        Some(refusal) if refusals => {
            let id = refusal.request_id.as_deref().map(|id| format!(", request id {id}")).unwrap_or_default();
            format!("{}: {}{id}", refusal.code, clean(&refusal.message))
        }
        Some(refusal) => refusal.code.clone(),
    };
    say(&format!("{DIM}{service} {operation}{again} {} ms: {ended}{DIM:#}", took.as_millis()));
}
