use std::io;
use std::path::{Path, PathBuf};

use super::cdn::{CachePolicy, Forward, Methods};
use super::*;
use crate::diag::{Problems, SourceMap};
use crate::world::{Files, InMemory};

const STACK: &str = "stack \"shop\" {\n region \"us-east-2\"\n env \"dev\"\n}\n";

fn load_files(files: &dyn Files) -> (Option<Spec>, Problems) {
    load(Path::new("spec.kdl"), files, &mut SourceMap::default())
}

fn spec_of(text: &str) -> Spec {
    let (spec, problems) = load_files(&InMemory::of("spec.kdl", format!("{STACK}{text}")));
    spec.unwrap_or_else(|| panic!("{problems:?}"))
}

fn codes_of(files: &dyn Files) -> Vec<&'static str> {
    load_files(files).1.0.iter().map(|problem| problem.code).collect()
}

#[test]
fn defaults_are_in_the_structs_and_point_at_the_header() {
    let spec = spec_of("function \"api\" { image \"x\" }\nsecret \"token\"");
    let function = &spec.functions["api"];
    assert_eq!((function.memory.value, function.timeout.value, function.storage.value), (128, 3, 512));
    assert_eq!((function.alias.name.value.as_str(), function.log_retention.value), ("live", Some(30)));
    assert_eq!((function.architecture.value, function.memory.span), (Architecture::X86_64, function.span));
    assert_eq!(spec.secrets["token"].min_length.value, 16);
}

#[test]
fn defaults_of_a_behavior_follow_from_its_origin() {
    let spec = spec_of(
        "bucket \"b\" { }\nfunction \"f\" { image \"x\" }\ngateway \"g\" { route \"GET\" \"/\" function=\"f\" }\n\
         cdn \"c\" {\n origin \"b\" bucket=\"b\"\n origin \"g\" gateway=\"g\"\n default-behavior origin=\"b\"\n behavior \"/x\" origin=\"g\"\n}",
    );
    let cdn = &spec.cdns["c"];
    let (bucket, gateway) = (&cdn.default_behavior, &cdn.behaviors[0].behavior);
    assert_eq!((bucket.methods.value, bucket.cache.value), (Methods::Read, CachePolicy::Optimized));
    assert_eq!((gateway.methods.value, gateway.cache.value), (Methods::All, CachePolicy::Disabled));
    assert_eq!((bucket.forward.value, gateway.forward.value), (Forward::None, Forward::AllExceptHost));
    assert_eq!(spec.gateways["g"].stage.parts[0].value, Part::Stack(StackAttr::Env));
}

#[test]
fn templates_come_apart_with_the_place_of_each_part() {
    let text = "param \"x\"\nparam \"y\"\noutput \"o\" \"a-${param.x}$${b}${ stack.name }\"";
    let spec = spec_of(text);
    let whole = format!("{STACK}{text}");
    let parts: Vec<_> = spec.outputs["o"]
        .value
        .parts
        .iter()
        .map(|part| (part.value.clone(), &whole[part.span.start as usize..part.span.end as usize]))
        .collect();
    assert_eq!(
        parts,
        [
            (Part::Literal("a-".into()), "a-"),
            (Part::Param("x".into()), "${param.x}"),
            (Part::Literal("${b}".into()), "$${b}"),
            (Part::Stack(StackAttr::Name), "${ stack.name }"),
        ]
    );
    let known = |part: &Part| matches!(part, Part::Param(_)).then(|| "v".to_owned());
    assert_eq!(spec.outputs["o"].value.text(&known), None);
}

#[test]
fn the_url_of_an_aliased_cdn_closes_no_circle() {
    let blocks = |alias: &str| {
        format!(
            "{STACK}function \"f\" {{ image \"x\"; env URL=\"${{cdn.c.url}}\" }}\n\
             gateway \"g\" {{ route \"GET\" \"/\" function=\"f\" }}\n\
             cdn \"c\" {{\n {alias}\n origin \"g\" gateway=\"g\"\n default-behavior origin=\"g\"\n}}"
        )
    };
    let codes = |text: String| codes_of(&InMemory::of("spec.kdl", text));
    assert_eq!(codes(blocks("alias \"a.example.com\" zone=\"example.com\"")), [""; 0]);
    assert_eq!(codes(blocks("")), ["E0305"]);
}

#[test]
fn a_broken_block_still_counts_as_there() {
    let text =
        format!("{STACK}function \"f\" {{ image x=true }}\ngateway \"g\" {{ route \"GET\" \"/\" function=\"f\" }}");
    assert_eq!(codes_of(&InMemory::of("spec.kdl", text)), ["E0110"]);
}

#[test]
fn files_that_are_no_specs_are_refused_with_a_reason() {
    let of = |bytes: Vec<u8>| codes_of(&InMemory::of("spec.kdl", bytes));
    assert_eq!(codes_of(&InMemory::default()), ["E0101"]);
    assert_eq!(of(b"stack \xff".to_vec()), ["E0102"]);
    assert_eq!(of(vec![b' '; (1 << 20) + 1]), ["E0103"]);
    let mut cut = vec![b' '; 1 << 20];
    cut.extend("é".as_bytes());
    assert_eq!(of(cut), ["E0103"]);
}

/// Files whose real paths lie elsewhere, as behind a symbolic link.
struct Linked(InMemory);

impl Files for Linked {
    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>> {
        self.0.read(path, limit)
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(if path.ends_with("link.kdl") { "/elsewhere/file.kdl".into() } else { Path::new("/here").join(path) })
    }
}

#[test]
fn an_include_through_a_link_does_not_leave_the_folder() {
    let files = InMemory::of("spec.kdl", format!("{STACK}include \"link.kdl\"\ninclude \"fine.kdl\""));
    let files = Linked(files.with("link.kdl", "param \"x\"").with("fine.kdl", "param \"y\""));
    assert_eq!(codes_of(&files), ["E0320"]);
}

#[test]
fn includes_are_nested_only_so_deep() {
    let mut files = InMemory::of("spec.kdl", format!("{STACK}include \"0.kdl\""));
    for at in 0..40 {
        files = files.with(format!("{at}.kdl"), format!("include \"{}.kdl\"", at + 1));
    }
    assert_eq!(codes_of(&files), ["E0323"]);
}

#[test]
fn a_web_acl_on_a_cdn_has_the_scope_of_cloudfront() {
    let spec = spec_of(
        "bucket \"b\" { }\nwaf \"w\" { default \"block\" }\nwaf \"v\" { default \"block\" }\n\
         cdn \"c\" {\n waf \"w\"\n origin \"b\" bucket=\"b\"\n default-behavior origin=\"b\"\n}",
    );
    assert_eq!((spec.wafs["w"].scope, spec.wafs["v"].scope), (WafScope::Cloudfront, WafScope::Regional));
}

#[test]
fn the_words_of_each_set_are_as_many_as_its_variants() {
    fn equal<T: declare::Choices>() {
        assert_eq!(T::CHOICES.len(), T::ALL.len());
    }
    equal::<Architecture>();
    equal::<Endpoint>();
    equal::<Method>();
    equal::<WafVersion>();
    equal::<DefaultAction>();
    equal::<RuleAction>();
    equal::<Transform>();
    equal::<Methods>();
    equal::<CachePolicy>();
    equal::<Forward>();
    equal::<cdn::ViewerProtocol>();
    equal::<cdn::TlsMinimum>();
    equal::<cdn::PriceClass>();
    equal::<cdn::HttpVersion>();
    equal::<waf::Payload>();
    equal::<waf::Suspicion>();
}

#[test]
fn what_nodes_have_in_common_stands_in_each_of_them() {
    fn judge(node: &'static declare::Node, seen: &mut Vec<*const declare::Node>) -> usize {
        if seen.contains(&std::ptr::from_ref(node)) {
            return 0;
        }
        seen.push(node);
        for family in node.families {
            for slot in family.props {
                let own = node.props.iter().find(|own| own.name == slot.name);
                assert!(own.is_some_and(|own| own.doc == slot.doc), "{} has no `{}=`", node.name, slot.name);
            }
            for child in family.children {
                let there = node.children.iter().any(|own| std::ptr::eq(own.node, child.node));
                assert!(there, "{} has no `{}`", node.name, child.node.name);
            }
        }
        node.families.len() + node.children.iter().map(|child| judge(child.node, seen)).sum::<usize>()
    }
    let mut seen = Vec::new();
    let families: usize = blocks::all().map(|block| judge(&block.node, &mut seen)).sum();
    assert!(families > 20, "where are they?");
}

#[test]
fn every_default_of_the_declarations_is_sound() {
    // Statements of web ACLs stand in each other.
    fn judge(node: &'static declare::Node, seen: &mut Vec<*const declare::Node>, problems: &mut Vec<String>) {
        if seen.contains(&std::ptr::from_ref(node)) {
            return;
        }
        seen.push(node);
        let index = decode::Index::default();
        let mut cx = decode::Context::new(&index);
        for slot in node.args.iter().chain(node.props) {
            if let declare::Need::Default(text) = slot.need {
                let span = crate::diag::Span::new(crate::diag::FileId(0), 0, 0);
                if decode::default_value(text, slot, span, &mut cx).is_none() {
                    problems.push(format!("{} {} {text}", node.name, slot.name));
                }
            }
        }
        node.children.iter().for_each(|child| judge(child.node, seen, problems));
    }
    let (mut seen, mut problems) = (Vec::new(), Vec::new());
    blocks::all().for_each(|block| judge(&block.node, &mut seen, &mut problems));
    assert_eq!(problems, [""; 0]);
}

#[test]
fn every_block_is_in_the_draft_whatever_is_wrong_with_it() {
    let wrong = [
        "",
        "{ }",
        "\"x\"",
        "1 2 nope=#true { nope; origin; route; rule; region; default; alias; image; tls 1; env 1 }",
        "\"x\" { alias 1 zone=2; origin a=1 { send-header }; behavior; default-behavior; rule { header { or; transform } } }",
        "\"x\" \"${nope.x.y}\" { zip; image; description 1; memory; timeout 1; stage #null; waf 1; env #true; tags 1 }",
    ];
    let blocks = ["param", "secret", "function", "gateway", "waf", "bucket", "zone", "cdn", "output"];
    for rest in wrong {
        for block in blocks {
            let files = InMemory::of("spec.kdl", format!("{STACK}{block} {rest}\n"));
            let Reading { draft, problems, .. } = read(Path::new("spec.kdl"), &files, &mut SourceMap::default());
            let built = [
                draft.params.len(),
                draft.secrets.len(),
                draft.functions.len(),
                draft.gateways.len(),
                draft.wafs.len(),
                draft.buckets.len(),
                draft.zones.len(),
                draft.cdns.len(),
                draft.outputs.len(),
            ];
            assert_eq!(built.iter().sum::<usize>(), 1, "{block} {rest}: {problems:?}");
        }
    }
}
