//! All tests of the built program and its library, in one binary: linking the AWS SDKs once is enough.

mod any_bytes;
mod aws_api;
mod bad_days;
mod bad_machines;
mod canary;
mod codes;
mod commands;
mod crashes;
mod dev;
mod endpoint;
mod examples;
mod failures;
mod formatting;
mod gateway_digest;
mod house;
mod readme;
mod recorded;
mod saved_plan;
mod secrets;
mod specs;
mod stories;
mod support;
mod terminal;
mod turns;
