//! What CloudFront refuses about a configuration: each guard a few lines with its code and status.

mod behavior;
mod form;
mod origin;
mod viewer;

pub(super) use form::check;
