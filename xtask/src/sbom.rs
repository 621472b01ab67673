//! The bill of materials: every crate and package that is in the program, with version, licence and
//! checksum, in the form of CycloneDX 1.5. No date and no number of its own: the same lock files give
//! the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Node, Package, PackageId};
use serde_json::{Value, json};

/// The platform that is looked at: what only other systems need is not in the program.
const TARGET: &str = "x86_64-unknown-linux-gnu";

/// The packages of npm whose styles and scripts are built into the program; the others drive the
/// browser of the stories.
const PAGES: [&str; 1] = ["nhsuk-frontend"];

/// Where the bill is written.
const BILL: &str = "kith.cdx.json";

/// Writes the bill into the target folder and says where.
pub(crate) fn write() -> anyhow::Result<()> {
    let metadata = metadata()?;
    let root = metadata.workspace_root.as_std_path();
    let bill = bill(&metadata, root)?;
    let path = metadata.target_directory.as_std_path().join(BILL);
    std::fs::create_dir_all(&metadata.target_directory)?;
    std::fs::write(&path, serde_json::to_string_pretty(&bill)? + "\n")?;
    let parts = bill["components"].as_array().map_or(0, Vec::len);
    println!("{parts} parts are in {}", path.display());
    Ok(())
}

fn metadata() -> anyhow::Result<Metadata> {
    let options = ["--locked", "--filter-platform", TARGET].map(str::to_owned);
    Ok(MetadataCommand::new().other_options(options.to_vec()).exec()?)
}

fn bill(metadata: &Metadata, root: &Path) -> anyhow::Result<Value> {
    let resolve = metadata.resolve.as_ref().context("cargo gives no graph")?;
    let nodes: BTreeMap<&PackageId, &Node> =
        resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let kith = metadata.packages.iter().find(|package| package.name.as_str() == "kith");
    let kith = kith.context("there is no package kith")?;
    let reached = reached(&nodes, &kith.id);
    let packages: BTreeMap<&PackageId, &Package> = metadata
        .packages
        .iter()
        .filter(|package| reached.contains(&package.id))
        .map(|package| (&package.id, package))
        .collect();
    let checksums = checksums(root)?;
    let mut components: Vec<Value> = packages
        .values()
        .filter(|package| package.id != kith.id)
        .map(|package| component(package, &checksums))
        .collect();
    components.extend(pages(root)?);
    components.sort_by_key(|component| component["purl"].to_string());
    let mut dependencies: Vec<Value> =
        packages.values().map(|package| needs(package, nodes[&package.id], &packages)).collect();
    dependencies.sort_by_key(|needs| needs["ref"].to_string());
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": application(kith) },
        "components": components,
        "dependencies": dependencies,
    }))
}

/// What can be reached from the program without going through what only tests need.
fn reached<'g>(
    nodes: &BTreeMap<&'g PackageId, &'g Node>,
    from: &'g PackageId,
) -> BTreeSet<&'g PackageId> {
    let mut reached = BTreeSet::from([from]);
    let mut rest = vec![from];
    while let Some(id) = rest.pop() {
        for needed in needed(nodes[id]) {
            if reached.insert(needed) {
                rest.push(needed);
            }
        }
    }
    reached
}

fn needed(node: &Node) -> impl Iterator<Item = &PackageId> {
    let kept = |kinds: &[cargo_metadata::DepKindInfo]| {
        kinds.iter().any(|info| info.kind != DependencyKind::Development)
    };
    node.deps.iter().filter(move |dep| kept(&dep.dep_kinds)).map(|dep| &dep.pkg)
}

fn purl(package: &Package) -> String {
    format!("pkg:cargo/{}@{}", package.name, package.version)
}

fn application(package: &Package) -> Value {
    json!({
        "type": "application",
        "bom-ref": purl(package),
        "name": package.name,
        "version": package.version.to_string(),
        "purl": purl(package),
        "licenses": [{ "expression": package.license }],
    })
}

fn component(package: &Package, checksums: &BTreeMap<(String, String), String>) -> Value {
    let key = (package.name.to_string(), package.version.to_string());
    let mut component = json!({
        "type": "library",
        "bom-ref": purl(package),
        "name": key.0,
        "version": key.1,
        "purl": purl(package),
    });
    if let Some(licence) = &package.license {
        // Some still write the slash of the years before SPDX expressions.
        component["licenses"] = json!([{ "expression": licence.replace('/', " OR ") }]);
    }
    if let Some(checksum) = checksums.get(&key) {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
    }
    component
}

fn needs(package: &Package, node: &Node, packages: &BTreeMap<&PackageId, &Package>) -> Value {
    let mut on: Vec<String> =
        needed(node).filter_map(|id| packages.get(id)).map(|needed| purl(needed)).collect();
    on.sort();
    on.dedup();
    json!({ "ref": purl(package), "dependsOn": on })
}

/// The checksums of Cargo.lock, by name and version.
fn checksums(root: &Path) -> anyhow::Result<BTreeMap<(String, String), String>> {
    let lock: toml::Table = std::fs::read_to_string(root.join("Cargo.lock"))?.parse()?;
    let packages = lock.get("package").and_then(toml::Value::as_array).context("no packages")?;
    let text = |package: &toml::Value, key: &str| {
        package.get(key).and_then(toml::Value::as_str).map(str::to_owned)
    };
    Ok(packages
        .iter()
        .filter_map(|package| {
            let key = (text(package, "name")?, text(package, "version")?);
            Some((key, text(package, "checksum")?))
        })
        .collect())
}

/// What the pages are made with, as it stands in package-lock.json.
fn pages(root: &Path) -> anyhow::Result<Vec<Value>> {
    let lock: Value =
        serde_json::from_str(&std::fs::read_to_string(root.join("package-lock.json"))?)?;
    PAGES
        .iter()
        .map(|name| {
            let locked = &lock["packages"][format!("node_modules/{name}")];
            let version = locked["version"].as_str().with_context(|| format!("{name} is gone"))?;
            let purl = format!("pkg:npm/{name}@{version}");
            Ok(json!({
                "type": "library",
                "bom-ref": purl,
                "name": name,
                "version": version,
                "purl": purl,
                "licenses": [{ "expression": locked["license"] }],
                "externalReferences": [{
                    "type": "distribution",
                    "url": format!("https://www.npmjs.com/package/{name}/v/{version}"),
                    "comment": locked["integrity"],
                }],
            }))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn the_bill_names_each_crate_that_cargo_builds_into_the_program_with_licence_and_checksum() {
        let metadata = metadata().unwrap();
        let bill = bill(&metadata, metadata.workspace_root.as_std_path()).unwrap();
        let named: BTreeSet<String> = bill["components"]
            .as_array()
            .unwrap()
            .iter()
            .map(|part| {
                format!("{} v{}", part["name"].as_str().unwrap(), part["version"].as_str().unwrap())
            })
            .collect();
        assert!(named.iter().any(|part| part.starts_with("nhsuk-frontend v")));
        let told = cargo_tree();
        assert!(told.len() > 100);
        let missing: Vec<&String> = told.difference(&named).collect();
        assert!(missing.is_empty(), "{missing:?}");
        for part in bill["components"].as_array().unwrap() {
            assert!(part["licenses"][0]["expression"].is_string(), "{part}");
            let ours = part["name"].as_str().unwrap().starts_with("kith-");
            let checked = part["hashes"].is_array() || part["externalReferences"].is_array();
            assert_eq!(checked, !ours, "{part}");
        }
    }

    /// What cargo itself says: another way to the same list.
    fn cargo_tree() -> BTreeSet<String> {
        let told = Command::new(env!("CARGO"))
            .args(["tree", "--locked", "--package", "kith", "--edges", "normal,build"])
            .args(["--target", TARGET, "--prefix", "none", "--format", "{p}"])
            .output()
            .unwrap();
        assert!(told.status.success());
        let told = String::from_utf8(told.stdout).unwrap();
        let lines = told.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "));
        lines.filter(|line| !line.is_empty() && !line.starts_with("kith v")).collect()
    }
}
