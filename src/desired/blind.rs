use super::lower::sketch;
use super::{Setting, keeping, lower};
use crate::diag::Problems;
use crate::spec::Spec;
use crate::world::Folder;

/// What is already wrong whatever the environment, its values and the files beside the spec.
const CERTAIN: &[&str] = &["E0803", "E0804", "E0840"];

/// What can be said of a spec without an environment, beyond the rules of the language: whether there are such fields as its
/// `ignore-changes` name, and, when all of it is `whole`, whether its rules fit into their web ACLs and no value is needed before
/// it is known.
pub fn check(spec: &Spec, whole: bool) -> Problems {
    let mut problems = keeping::check(spec);
    if !whole {
        return problems;
    }
    let env = spec.stack.envs.first().map_or("", |env| env.value.as_str());
    // Something must stand for the values that environments give; what is said because of it is left out.
    let value = |name: &str| spec.params.get(name).is_none_or(|param| param.default.is_none()).then(|| name.to_owned());
    let nowhere = Folder::new("\0");
    let setting = Setting { env, value: &value, made_as: &|_| None, folder: &nowhere };
    // Everything is only worth it where something could be needed before it is known.
    let mut found = if spec.attributes { lower(spec, &setting).1 } else { sketch(spec, &setting) };
    found.0.retain(|problem| CERTAIN.contains(&problem.code));
    // One web ACL may be lowered for several places.
    found.0.dedup();
    problems.extend(found);
    problems
}
