//! AWS kinds, a folder per service.

pub mod wafregional;
pub mod wafv2;

mod live_text;

#[cfg(test)]
mod waf_bench;
