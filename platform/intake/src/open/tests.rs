use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

fn gz(content: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(content).unwrap();
    packer.finish().unwrap()
}

fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn names(opened: &Opened) -> Vec<&str> {
    opened.sources.iter().map(Source::name).collect()
}

#[test]
fn a_packed_file_and_a_plain_one_hold_the_same_source() {
    let plain = open_bytes("a.csv", b"a,b\n1,2\n".to_vec());
    let packed = open_bytes("a.csv.gz", gz(b"a,b\n1,2\n"));
    assert_eq!(names(&packed), ["a.csv.gz!a.csv"]);
    assert_eq!(packed.sources[0].sha256(), plain.sources[0].sha256());
    assert_ne!(packed.sources[0].given().sha256, plain.sources[0].given().sha256);
}

#[test]
fn a_name_in_an_archive_that_leads_out_of_it_is_refused() {
    let leading = ["../../etc/passwd", "/b.csv", "C:\\c.csv", "d/..\\..\\d.csv"];
    let mut members: Vec<(&str, &[u8])> = leading.iter().map(|name| (*name, &b"x"[..])).collect();
    members.push(("folder/good..csv", b"y"));
    let opened = open_bytes("a.zip", archive(&members));
    assert_eq!(names(&opened), ["a.zip!folder/good..csv"]);
    let told: Vec<_> = opened.findings.iter().filter_map(|f| f.value.as_deref()).collect();
    assert_eq!(told, leading);
}

#[test]
fn what_unpacks_to_too_much_is_refused_as_a_finding() {
    let zeros = vec![0; 100_000];
    for (name, bytes) in [
        ("bomb.gz", gz(&zeros)),
        ("bomb.zip", archive(&[("a", &zeros[..60_000]), ("b", &zeros[..60_000])])),
    ] {
        let opened = unpacked(name, bytes, 99_999);
        assert!(opened.sources.is_empty(), "{name}");
        assert_eq!(opened.findings.len(), 1, "{name}");
        assert_eq!(opened.findings[0].rule, "a file unpacks to at most 99999 bytes");
    }
}

#[test]
fn an_archive_in_an_archive_and_a_damaged_one_are_findings() {
    let inner = archive(&[("a.csv", b"a")]);
    let opened = open_bytes("a.zip", archive(&[("inner.zip", &inner), ("b.csv", b"b")]));
    assert_eq!(names(&opened), ["a.zip!b.csv"]);
    assert_eq!(opened.findings[0].place.file, "a.zip!inner.zip");
    let cut = archive(&[("a.csv", b"abc")]);
    let opened = open_bytes("cut.zip", cut[..cut.len() - 10].to_vec());
    assert_eq!((opened.sources.len(), opened.findings.len()), (0, 1));
    let cut = gz(b"abc");
    let opened = open_bytes("cut.gz", cut[..cut.len() - 4].to_vec());
    assert_eq!((opened.sources.len(), opened.findings.len()), (0, 1));
}

#[test]
fn the_parts_of_a_shapefile_come_together() {
    let parts: [(&str, &[u8]); 5] = [
        ("L/a.dbf", b"d"),
        ("L/a.shp", b"s"),
        ("L/a.SHX", b"x"),
        ("L/a.shp.xml", b"m"),
        ("r.txt", b"r"),
    ];
    let opened = open_bytes("a.zip", archive(&parts));
    assert_eq!(names(&opened), ["a.zip!L/a.shp", "a.zip!r.txt"]);
    assert_eq!(opened.sources[0].companion("dbf"), Some(&b"d"[..]));

    let folder = tempfile::tempdir().unwrap();
    for (name, content) in [("b.shp", "s"), ("b.dbf", "d"), ("c.csv", "c")] {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    assert_eq!(names(&open(folder.path()).unwrap()), ["b.shp", "c.csv"]);
    let alone = open(&folder.path().join("b.shp")).unwrap();
    assert_eq!(names(&alone), ["b.shp"]);
    assert_eq!(alone.sources[0].companion("dbf"), Some(&b"d"[..]));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = open(Path::new("no such file.csv")).unwrap_err();
    assert_eq!(error.to_string(), "no such file.csv could not be opened");
}
