use std::collections::BTreeMap;

use crate::rules::secret_rooms;
use crate::secrets::{Demand, Room};
use crate::spec::Spec;
use crate::value::SecretForm;

/// What a spec demands of each of its secrets.
pub fn demands(spec: &Spec) -> Vec<Demand> {
    let mut rooms: BTreeMap<String, Vec<Room>> = BTreeMap::new();
    for room in secret_rooms(spec) {
        let form = if room.as_regex { SecretForm::ExactRegex } else { SecretForm::Plain };
        let place = Room { at: room.at, what: room.what, most: room.most, form, in_header: room.in_header };
        rooms.entry(room.secret).or_default().push(place);
    }
    let demand = |(name, secret): (&String, &crate::spec::Secret)| Demand {
        name: name.clone(),
        least: secret.min_length.value as usize,
        places: rooms.get(name).cloned().unwrap_or_default(),
    };
    spec.secrets.iter().map(demand).collect()
}
