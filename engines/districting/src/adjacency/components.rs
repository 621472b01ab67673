//! Which areas hang together.

use serde::{Deserialize, Serialize};

use super::Edge;

/// The pieces into which areas fall when only usable edges are walked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Components {
    /// The piece of each area: 0 is the piece of the first area, and so on in order of first area.
    pub of: Vec<usize>,
    /// How many areas each piece has.
    pub sizes: Vec<usize>,
}

impl Components {
    /// Finds the pieces of `areas` areas joined by the usable ones among `edges`.
    pub fn of<'a>(areas: usize, edges: impl IntoIterator<Item = &'a Edge>) -> Self {
        let mut parent: Vec<usize> = (0..areas).collect();
        for edge in edges {
            if edge.kind.is_usable() {
                let (a, b) = (root(&mut parent, edge.a), root(&mut parent, edge.b));
                parent[a.max(b)] = a.min(b);
            }
        }
        let mut components = Self { of: vec![0; areas], sizes: Vec::new() };
        for area in 0..areas {
            let first = root(&mut parent, area);
            if first == area {
                components.of[area] = components.sizes.len();
                components.sizes.push(0);
            }
            components.of[area] = components.of[first];
            components.sizes[components.of[first]] += 1;
        }
        components
    }

    /// The sizes, largest first.
    pub fn largest_first(&self) -> Vec<usize> {
        let mut sizes = self.sizes.clone();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        sizes
    }
}

/// The first area of a piece, with the path to it halved on the way.
fn root(parent: &mut [usize], mut area: usize) -> usize {
    while parent[area] != area {
        parent[area] = parent[parent[area]];
        area = parent[area];
    }
    area
}
