//! Protection, fields that are left alone and renamed blocks, as somebody at a terminal sees them.

use std::fs;

use crate::support::place::Place;

const STACK: &str = "stack \"shop\" {\n    region \"us-east-2\"\n    env \"dev\"\n}\n";

fn write(place: &Place, blocks: &str) {
    fs::write(place.path("demo/spec.kdl"), format!("{STACK}{blocks}\n")).expect("writes the spec");
}

/// A place with this spec, applied.
fn applied(blocks: &str) -> Place {
    let place = Place::started();
    write(&place, blocks);
    place.demo(&["apply", "--local", "--yes"]).done();
    place
}

#[test]
fn what_is_protected_is_kept_by_every_command_and_says_where_it_is_protected() {
    let place = applied("bucket \"a\" {\n    protect\n}\nbucket \"b\" {\n}");
    let refused = place.demo(&["destroy", "--local", "--yes", "--format", "json"]).ends(1).json();
    let problem = &refused["diagnostics"][0];
    assert_eq!((&problem["code"], &problem["labels"][0]["start"]["line"]), (&"E0813".into(), &6.into()), "{refused:#}");
    place.demo(&["plan", "--local", "--replace", "bucket.a"]).ends(1).says("make `bucket.a/bucket` anew");
    place.demo(&["destroy", "--local", "--yes", "--target", "bucket.b"]).done();

    write(&place, "bucket \"b\" {\n}");
    place.demo(&["apply", "--local", "--yes"]).ends(1).says("`bucket.a` is protected").says("put the block back");
    place.demo(&["destroy", "--local", "--yes"]).ends(1).says("`bucket.a` is protected");
    write(&place, "bucket \"a\" {\n}\nbucket \"b\" {\n}");
    place.demo(&["plan", "--local", "--detailed-exitcode"]).ends(2).prints("no longer protected");
    place.demo(&["apply", "--local", "--yes"]).done();
    place.demo(&["plan", "--local", "--detailed-exitcode"]).done();
    place.demo(&["destroy", "--local", "--yes"]).done();
}

#[test]
fn a_renamed_block_keeps_its_names_however_it_was_renamed() {
    let place = applied("bucket \"a\" {\n}");
    write(&place, "bucket \"b\" {\n    rename-from \"a\"\n}");
    place.demo(&["show", "desired", "--local"]).done().prints("\"dev-shop-a\"");
    place.demo(&["plan", "--local", "--out", "plan.json"]).done().prints("renamed from bucket.a");
    place.demo(&["apply", "--local", "--yes", "plan.json"]).done();
    write(&place, "bucket \"c\" {\n}");
    place.demo(&["state", "mv", "bucket.b", "bucket.c", "--local"]).done();
    place.demo(&["plan", "--local"]).done().prints("1 to update").prints("tags.engine:resource");
    place.demo(&["apply", "--local", "--yes"]).done();
    place.demo(&["plan", "--local", "--detailed-exitcode"]).done();
    place.demo(&["state", "show", "bucket.c/bucket", "--local"]).done().prints("dev-shop-a");

    // The name is taken for as long as it stands.
    write(&place, "bucket \"c\" {\n}\nbucket \"a\" {\n}");
    place.demo(&["plan", "--local"]).ends(1).says("E0815").says("would both be named `dev-shop-a`");
    write(&place, "bucket \"c\" {\n}");
    place.demo(&["destroy", "--local", "--yes"]).done();
    write(&place, "bucket \"c\" {\n}\nbucket \"a\" {\n}");
    place.demo(&["plan", "--local"]).done().prints("\"dev-shop-c\"");
}

#[test]
fn what_is_left_alone_is_no_drift_and_names_that_are_none_are_complained_about() {
    let place = applied("function \"a\" {\n    image \"111122223333.dkr.ecr.us-east-2.amazonaws.com/a:1\"\n}");
    let with = |line: &str| {
        let text =
            format!("function \"a\" {{\n    image \"111122223333.dkr.ecr.us-east-2.amazonaws.com/a:1\"\n{line}\n}}");
        write(&place, &text);
    };
    with("    memory \"1GB\"\n    ignore-changes \"memory-size\"");
    place.demo(&["plan", "--local"]).done().prints("128, left alone; the spec says 1024");
    place.demo(&["drift", "--local", "--detailed-exitcode"]).done();
    with("    ignore-changes \"memory\"");
    place.demo(&["validate"]).ends(1).says("E0814").says("did you mean `memory-size`?");
    place.demo(&["plan", "--local"]).ends(1).says("E0814");
}
