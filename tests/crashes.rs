#[test]
fn dump() {
    let dir = std::env::var("DUMP").expect("dir");
    let cloud = engine::sandbox::Cloud::open(std::path::Path::new(&dir), engine::world::Clock::virtual_from(std::time::Duration::ZERO)).expect("opens");
    println!("{:#}", cloud.with_world(|world| serde_json::to_value(&*world).expect("json")));
}
