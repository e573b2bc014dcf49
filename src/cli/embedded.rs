//! The embedded cloud of a spec: where it lives, and how it is opened.

use std::path::{Path, PathBuf};

use super::session::folder_of;
use super::{Exit, show};
use crate::sandbox::Cloud;
use crate::spec::Spec;
use crate::spec::cdn::AliasZone;
use crate::world::Clock;

/// Where the embedded cloud of a spec lives, and the record of what was made in it.
pub fn folder(spec: &Path) -> PathBuf {
    folder_of(spec).join(".engine/local")
}

/// Opens the embedded cloud.
///
/// # Errors
/// [`Exit::Refused`] after saying why and what to do.
pub fn open(folder: &Path, clock: Clock) -> Result<Cloud, Exit> {
    std::fs::create_dir_all(folder).map_err(|error| {
        show::fail(&format!("cannot make `{}`: {error}", folder.display()), None);
        Exit::Refused
    })?;
    Cloud::open(folder, clock).map_err(|error| {
        show::fail(&error.to_string(), Some(&error.way_out()));
        Exit::Refused
    })
}

/// The embedded cloud starts empty; a zone that the spec expects to exist already is put there, as registering the domain would.
pub fn register_domains(cloud: &Cloud, spec: &Spec) -> Result<(), Exit> {
    let aliases = spec.cdns.values().flat_map(|cdn| &cdn.aliases).map(|alias| &alias.zone);
    let names = spec.gateways.values().filter_map(|gateway| gateway.domain.as_ref()).map(|domain| &domain.zone);
    let domains: Vec<&str> = aliases
        .chain(names)
        .filter_map(|zone| match zone {
            Some(AliasZone::Existing(domain)) => domain.as_literal(),
            Some(AliasZone::Owned(_) | AliasZone::Id(_)) | None => None,
        })
        .collect();
    if domains.is_empty() {
        return Ok(());
    }
    let now = cloud.clock().now();
    let register = |world: &mut crate::sandbox::World| {
        for domain in &domains {
            crate::sandbox::services::route53::register(world, domain, now);
        }
    };
    cloud.try_world(register).map_err(|error| {
        show::fail(&error.to_string(), Some(&error.way_out()));
        Exit::Refused
    })
}
