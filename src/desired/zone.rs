use super::Desired;
use super::lower::Lowering;
use crate::diag::Span;
use crate::kinds::aws::route53::{self, zone, zone_lookup};
use crate::names::BlockAddr;
use crate::spec::Zone;
use crate::spec::cdn::AliasZone;
use crate::value::Text;

/// A hosted zone this stack owns.
pub(super) fn lower(at: &mut Lowering<'_>, block: &Zone) {
    let id = BlockAddr::new("zone", &block.name.value).resource("zone");
    let input = zone::Input {
        name: normal(&block.name.value),
        comment: at.plain(&block.comment),
        tags: at.tags(&id),
        token: String::new(),
    };
    at.want(Desired::new::<route53::Zone>(id, &input, block.span));
}

/// What a zone offers to `${zone.NAME.…}`.
pub(super) fn attr(block: &BlockAddr, attr: &str) -> Option<Text> {
    matches!(attr, "id" | "name-servers").then(|| Text::reference(&block.resource("zone"), attr))
}

/// The id of a zone: of the owned one, or from a look-up shared by everybody who needs the same one, or as it is written.
pub(super) fn of_alias(at: &mut Lowering<'_>, zone: &AliasZone, span: Span) -> Text {
    match zone {
        AliasZone::Owned(block) => Text::reference(&block.value.resource("zone"), "id"),
        AliasZone::Id(id) => Text::from(id.value.as_str()),
        AliasZone::Existing(name) => {
            let name = normal(&at.plain(name));
            let id = BlockAddr::new("zone", &name).resource("lookup");
            if !at.wish.resources.iter().any(|wanted| wanted.id == id) {
                at.want(Desired::new::<route53::ZoneLookup>(id.clone(), &zone_lookup::Input { name }, span));
            }
            Text::reference(&id, "id")
        }
    }
}

fn normal(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}
