//! All tests of the built program and its library, in one binary: linking the AWS SDKs once is enough.

mod any_bytes;
mod aws_api;
mod canary;
mod codes;
mod commands;
mod endpoint;
mod examples;
mod failures;
mod house;
mod recorded;
mod saved_plan;
mod specs;
mod stories;
mod support;
