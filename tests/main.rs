//! All tests of the built program and its library, in one binary: linking the AWS SDKs once is enough.

mod any_bytes;
mod canary;
mod codes;
mod commands;
mod house;
mod specs;
mod stories;
mod support;
