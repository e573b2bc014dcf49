//! All tests of the built program and its library, in one binary: linking the AWS SDKs once is enough.

mod any_bytes;
mod aws_api;
mod canary;
mod codes;
mod commands;
mod examples;
mod house;
mod saved_plan;
mod specs;
mod stories;
mod support;
mod turns;
