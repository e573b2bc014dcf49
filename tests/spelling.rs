//! What AWS spells otherwise is no drift: every example and every good spec, applied to a cloud that spells things as AWS does, has an
//! empty plan after. The stories are lived through in such a cloud as well (`support::Perimeter`).

use std::fs;
use std::path::{Path, PathBuf};

use engine::diag::SourceMap;
use engine::spec::cdn::AliasZone;
use engine::world::Disk;

use crate::support::{Perimeter, Wishes};

/// The domains a spec expects to be registered.
fn domains(spec: &Path) -> Vec<String> {
    let mut sources = SourceMap::default();
    let (loaded, _) = engine::spec::load(spec, &Disk, &mut sources);
    let loaded = loaded.expect("a spec without errors");
    let aliases = loaded.cdns.values().flat_map(|cdn| &cdn.aliases).filter_map(|alias| alias.zone.as_ref());
    let domains = loaded.gateways.values().filter_map(|gateway| gateway.domain.as_ref()?.zone.as_ref());
    let existing = aliases.chain(domains).filter_map(|zone| match zone {
        AliasZone::Existing(name) => name.as_literal().map(str::to_owned),
        AliasZone::Owned(_) | AliasZone::Id(_) => None,
    });
    existing.collect()
}

#[test]
fn every_example_has_an_empty_plan_after_it_was_applied() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<PathBuf> =
        fs::read_dir(root.join("examples")).expect("them").flatten().map(|one| one.path()).collect();
    folders.retain(|folder| folder.is_dir());
    folders.sort();
    assert!(folders.len() >= 6);
    for folder in folders {
        let spec = folder.join("spec.kdl");
        let perimeter = Perimeter::new();
        let now = perimeter.cloud.clock().now();
        for domain in domains(&spec) {
            perimeter.cloud.with_world(|world| engine::sandbox::services::route53::register(world, &domain, now));
        }
        let wishes = Wishes::default();
        let applied = perimeter.apply(&spec, &wishes);
        assert!(applied.report.is_complete(), "{}: {:#?}", folder.display(), applied.report.failed);
        let second = perimeter.plan(&spec, &wishes);
        assert!(second.is_empty(), "{}:\n{}", folder.display(), engine::cli::show::plan_for_people(&second, false));
    }
}
