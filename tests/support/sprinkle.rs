//! Texts that are almost KDL: the specs of all cases, cut, doubled and sprinkled with what lexers stumble over.

use std::path::{Path, PathBuf};

/// What lexers stumble over.
const SPRINKLES: &[&[u8]] = &[
    b"{",
    b"}",
    b"\"",
    b"\"\"\"",
    b"#\"",
    b"\"#",
    b"/*",
    b"*/",
    b"/-",
    b"//",
    b"\\",
    b"\n",
    b";",
    b"=",
    b"(",
    b")",
    b"${",
    b"}",
    b"#true",
    b"true",
    "é".as_bytes(),
    "\u{2028}".as_bytes(),
    b"\r\n",
    b"\xff",
    b"\0",
    b"\t",
    b"##\"\"\"",
    b"1e9",
    b"0x",
    "\u{202e}".as_bytes(),
    b"include \"spec.kdl\"\n",
];

/// A small generator, so that a failing round is the same everywhere.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    pub fn one_of<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// One of the seeds, changed at up to six places.
pub fn sprinkled(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut text = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(6) {
        let at = random.below(text.len());
        match random.below(5) {
            0 => text.truncate(at),
            1 => {
                let end = (at + random.below(30)).min(text.len());
                text.drain(at..end);
            }
            2 => {
                let other = &seeds[random.below(seeds.len())];
                let from = random.below(other.len());
                let part = other[from..(from + 60).min(other.len())].to_vec();
                text.splice(at..at, part);
            }
            _ => {
                let times = if random.below(40) == 0 { 300 } else { 1 };
                let sprinkle = SPRINKLES[random.below(SPRINKLES.len())].repeat(times);
                text.splice(at..at, sprinkle);
            }
        }
    }
    text
}

/// Every KDL file below a folder of the repository, sorted.
pub fn kdl_files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "kdl") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
