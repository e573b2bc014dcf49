/// How long the verbs of a kind usually take in seconds, waits and the pace of the service included: what the schedule weighs
/// the ways behind an operation with. Nothing depends on it but the order in which things are started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Takes {
    /// To create it.
    pub make: u32,
    /// To update it.
    pub change: u32,
    /// To delete it.
    pub remove: u32,
}

impl Takes {
    /// All verbs alike.
    pub const fn seconds(seconds: u32) -> Self {
        Self { make: seconds, change: seconds, remove: seconds }
    }

    /// The same, but made in so many seconds.
    pub const fn made_in(self, seconds: u32) -> Self {
        Self { make: seconds, ..self }
    }

    /// The same, but removed in so many seconds.
    pub const fn removed_in(self, seconds: u32) -> Self {
        Self { remove: seconds, ..self }
    }
}
