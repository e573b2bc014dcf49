//! Regular expressions as AWS WAF understands them: PCRE over bytes without what AWS refuses.
//!
//! A pattern is read by a small parser of our own into a tree in which every character class is a set of bytes, and printed
//! from there for the `regex` crate, so that no word of the two dialects is taken for the other's. What cannot be carried over
//! exactly is an error that says what it is, never a guess.

mod class;
mod compiled;
mod parse;
mod print;
mod tree;

pub(super) use compiled::Patterns;
pub use compiled::translate;
