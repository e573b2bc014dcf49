/// The number a seed gives for the `turn`-th throw of a `die` (splitmix64): whoever throws out of turn does not disturb the
/// others, so a run in which calls go out in another order still has the same call lost.
fn throw(seed: u64, die: u64, turn: u64) -> u64 {
    let mut mixed = seed ^ die.rotate_left(32) ^ turn.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    for _ in 0..2 {
        mixed = mixed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
    }
    mixed
}

/// A number in `0.0..1.0`.
pub(super) fn share(seed: u64, die: u64, turn: u64) -> f64 {
    // 53 bits are what a float holds exactly.
    (throw(seed, die, turn) >> 11) as f64 / (1_u64 << 53) as f64
}

/// One of `0..sides`; 0 when there are none.
pub(super) fn side(seed: u64, die: u64, turn: u64, sides: usize) -> usize {
    (throw(seed, die, turn) % (sides.max(1) as u64)) as usize
}
