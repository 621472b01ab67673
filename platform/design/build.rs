//! Copies the style sheet, the script and the icons of the NHS design system from the npm package
//! into the build, never into the repository. Without the package it asks npm for it; without npm
//! it says so and embeds a small style sheet of our own, so that cargo alone always builds.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

/// Icons that templates draw inline, and our stand-in outline where the package is absent.
const INLINE_ICONS: [(&str, &str); 6] = [
    ("arrow-left", "<path d=\"M11 5 4 12l7 7v-5h9v-4h-9z\"/>"),
    ("arrow-right", "<path d=\"m13 5 7 7-7 7v-5H4v-4h9z\"/>"),
    ("arrow-right-circle", "<path d=\"m13 5 7 7-7 7v-5H4v-4h9z\"/>"),
    ("chevron-right-circle", "<path d=\"m9 5 7 7-7 7z\"/>"),
    ("search", "<path d=\"M4 10a6 6 0 1 1 11 3l5 5-2 2-5-5A6 6 0 0 1 4 10z\"/>"),
    ("user", "<path d=\"M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 21a8 7 0 0 1 16 0z\"/>"),
];

/// Icons that the package's style sheet refers to by URL.
const STYLE_SHEET_ICONS: [&str; 4] = ["arrow-down", "arrow-up-down", "arrow-up", "cross"];

/// The font of the NHS is licensed and lives on another host; this is the stack that the design
/// system itself falls back to.
const FONTS: (&str, &str) =
    ("Frutiger W01,arial,sans-serif", "arial,\"Helvetica Neue\",helvetica,sans-serif");

fn main() -> io::Result<()> {
    let here = PathBuf::from(env_path("CARGO_MANIFEST_DIR"));
    let root = here.join("../..");
    let out = PathBuf::from(env_path("OUT_DIR"));
    let package = root.join("node_modules/nhsuk-frontend");
    for watched in [here.join("assets"), root.join("package-lock.json"), package.clone()] {
        println!("cargo::rerun-if-changed={}", watched.display());
    }
    let frontend = Frontend::find(&root, &package);
    let mut shelf = Shelf { out, code: String::new() };
    shelve(&mut shelf, &here, frontend.as_ref())?;
    let mut icons = String::from("const ICONS: &[(&str, &str)] = &[\n");
    for (name, stand_in) in INLINE_ICONS {
        let outline = match &frontend {
            Some(frontend) => frontend.icon_outline(name)?,
            None => stand_in.to_owned(),
        };
        let _ = writeln!(icons, "    ({name:?}, {outline:?}),");
    }
    fs::write(shelf.out.join("icons.rs"), icons + "];\n")
}

/// Puts every file in its place and writes the table of them.
fn shelve(shelf: &mut Shelf, here: &Path, frontend: Option<&Frontend>) -> io::Result<()> {
    let own = |name: &str| fs::read_to_string(here.join("assets").join(name));
    let mut css = own("fallback.css")?;
    let mut framework = String::from("export function initAll() {}\n");
    if let Some(frontend) = frontend {
        css = frontend.style_sheet()?;
        for name in STYLE_SHEET_ICONS {
            let file = format!("nhsuk-icon-{name}.svg");
            let bytes = fs::read(frontend.0.join("assets/images").join(&file))?;
            let path = shelf.put(&file, "image/svg+xml", &bytes)?;
            css = css.replace(&format!("/assets/images/{file}"), &path);
        }
        framework = frontend.script()?;
    }
    css.push_str(&own("kith.css")?);
    let style_sheet = shelf.put("kith.css", "text/css; charset=utf-8", css.as_bytes())?;
    let javascript = "text/javascript; charset=utf-8";
    let framework = shelf.put("nhsuk.js", javascript, framework.as_bytes())?;
    let workbench = own("workbench.js")?.replace("./nhsuk.js", &framework);
    let workbench = shelf.put("workbench.js", javascript, workbench.as_bytes())?;
    let script = own("kith.js")?
        .replace("./nhsuk.js", &framework)
        .replace("./workbench.js", &workbench);
    let script = shelf.put("kith.js", javascript, script.as_bytes())?;
    let favicon = shelf.put("kith.svg", "image/svg+xml", own("kith.svg")?.as_bytes())?;
    let table = format!(
        "static ASSETS: &[Asset] = &[\n{}];\n\
         pub(crate) const STYLE_SHEET: &str = {style_sheet:?};\n\
         pub(crate) const FRAMEWORK: &str = {framework:?};\n\
         pub(crate) const SCRIPT: &str = {script:?};\n\
         pub(crate) const FAVICON: &str = {favicon:?};\n",
        shelf.code
    );
    fs::write(shelf.out.join("assets.rs"), table)
}

/// The files to be embedded, and the table of them as Rust code.
struct Shelf {
    out: PathBuf,
    code: String,
}

impl Shelf {
    /// Writes a file under a name that carries the hash of its bytes; answers its path on the site.
    fn put(&mut self, name: &str, content_type: &str, bytes: &[u8]) -> io::Result<String> {
        let hash = format!("{:016x}", fnv1a(bytes));
        let (stem, ending) = name.split_once('.').expect("every asset is named with its ending");
        let path = format!("/assets/{stem}-{hash}.{ending}");
        fs::write(self.out.join(name), bytes)?;
        let _ = writeln!(
            self.code,
            "    Asset {{ path: {path:?}, content_type: {content_type:?}, hash: {hash:?}, \
             bytes: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\")) }},"
        );
        Ok(path)
    }
}

/// The `dist/nhsuk` folder of the npm package.
struct Frontend(PathBuf);

impl Frontend {
    fn find(root: &Path, package: &Path) -> Option<Self> {
        let dist = package.join("dist/nhsuk");
        if !dist.is_dir() {
            // One try, without waiting for a network that is not there.
            let ran = Command::new("npm")
                .args(["ci", "--ignore-scripts", "--prefer-offline", "--fetch-retries=0"])
                .current_dir(root)
                .output();
            if !ran.is_ok_and(|done| done.status.success()) || !dist.is_dir() {
                // A file that never exists: cargo asks again at the next build.
                println!("cargo::rerun-if-changed={}", dist.join("missing").display());
                println!(
                    "cargo::warning=nhsuk-frontend is not installed, so pages will look plain: run \
                     `npm ci --ignore-scripts` in the root of the repository and build again"
                );
                return None;
            }
        }
        Some(Self(dist))
    }

    /// The style sheet without the rules that fetch fonts from another host.
    fn style_sheet(&self) -> io::Result<String> {
        let mut css = fs::read_to_string(self.0.join("nhsuk-frontend.min.css"))?;
        while let Some(start) = css.find("@font-face{") {
            let end = css[start..].find('}').expect("a rule that begins also ends");
            css.replace_range(start..=start + end, "");
        }
        Ok(without_map(&css.replace(FONTS.0, FONTS.1)))
    }

    fn script(&self) -> io::Result<String> {
        Ok(without_map(&fs::read_to_string(self.0.join("nhsuk-frontend.min.js"))?))
    }

    /// What is drawn inside an icon's `svg` element.
    fn icon_outline(&self, name: &str) -> io::Result<String> {
        let file = self.0.join("assets/images").join(format!("nhsuk-icon-{name}.svg"));
        let svg = fs::read_to_string(file)?;
        let start = svg.find("<path").expect("an icon is drawn with paths");
        let end = svg.find("</svg>").expect("an svg element ends");
        Ok(svg[start..end].trim().to_owned())
    }
}

/// The text without its last line, if that names a source map: there is none to serve.
fn without_map(text: &str) -> String {
    let end = text.rfind("//# sourceMappingURL").or_else(|| text.rfind("/*# sourceMappingURL"));
    let mut text = text[..end.unwrap_or(text.len())].trim_end().to_owned();
    text.push('\n');
    text
}

/// FNV-1a, 64 bits (Fowler, Noll and Vo): enough to tell one version of a file from the next.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn env_path(name: &str) -> String {
    env::var(name).expect("cargo sets it for build scripts")
}
