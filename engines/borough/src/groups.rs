//! Gathers neighbouring areas into larger units of about equal population, each in one piece.

use kith_terms::Point;

use crate::number::real;

/// How often the units grow anew from their middles; the most even result is kept.
const ROUNDS: usize = 20;

/// The areas to be gathered.
pub(crate) struct Areas<'a> {
    /// The areas next to each area.
    pub(crate) neighbours: &'a [Vec<usize>],
    /// What is to be shared evenly.
    pub(crate) weight: &'a [f64],
    /// Where each area is.
    pub(crate) middle: &'a [Point],
}

/// The unit, numbered from 0, of each of `members` in their order; members form one piece of land.
pub(crate) fn gather(areas: &Areas, members: &[usize], count: usize) -> Vec<usize> {
    let mut seats = spread_out(areas, members, count);
    let mut best = (f64::INFINITY, Vec::new());
    for _ in 0..ROUNDS {
        let mut unit = grow(areas, members, &seats);
        even_out(areas, members, &mut unit, count);
        let unevenness = squares(&weights(areas, &unit, count));
        seats = middles(areas, &unit, count);
        if unevenness < best.0 {
            best = (unevenness, unit);
        }
    }
    members.iter().map(|&member| best.1[member]).collect()
}

/// Seats as far from each other as may be, the first at the member farthest east.
fn spread_out(areas: &Areas, members: &[usize], count: usize) -> Vec<usize> {
    let mut seats: Vec<usize> = Vec::new();
    for _ in 0..count {
        let room = |&&member: &&usize| match seats.as_slice() {
            [] => areas.middle[member].east,
            some => some.iter().map(|&s| way(areas, member, s)).fold(f64::INFINITY, f64::min),
        };
        let seat = members.iter().max_by(|a, b| room(a).total_cmp(&room(b)));
        seats.extend(seat);
    }
    seats
}

fn way(areas: &Areas, from: usize, to: usize) -> f64 {
    let (a, b) = (areas.middle[from], areas.middle[to]);
    (a.east - b.east).hypot(a.north - b.north)
}

/// The lightest unit that can still grow takes the free neighbour nearest to its seat.
fn grow(areas: &Areas, members: &[usize], seats: &[usize]) -> Vec<usize> {
    let mut unit = vec![usize::MAX; areas.middle.len()];
    let mut weight = vec![0.0; seats.len()];
    for (number, &seat) in seats.iter().enumerate() {
        unit[seat] = number;
        weight[number] = areas.weight[seat];
    }
    for _ in seats.len()..members.len() {
        let free = |number: usize| {
            let inside = members.iter().filter(|&&member| unit[member] == number);
            let around = inside.flat_map(|&member| &areas.neighbours[member]);
            around.filter(|&&there| unit[there] == usize::MAX).copied().min_by(|&a, &b| {
                way(areas, a, seats[number]).total_cmp(&way(areas, b, seats[number]))
            })
        };
        let mut order: Vec<usize> = (0..seats.len()).collect();
        order.sort_by(|&a, &b| weight[a].total_cmp(&weight[b]));
        let Some((number, there)) = order.iter().find_map(|&n| free(n).map(|there| (n, there)))
        else {
            break;
        };
        unit[there] = number;
        weight[number] += areas.weight[there];
    }
    unit
}

/// Hand single areas from heavy to light units while that makes them more even and leaves both
/// whole.
fn even_out(areas: &Areas, members: &[usize], unit: &mut [usize], count: usize) {
    loop {
        let weight = weights(areas, unit, count);
        let mut best = (1.0, None);
        for &member in members {
            for &there in &areas.neighbours[member] {
                let (from, to, moved) = (unit[member], unit[there], areas.weight[member]);
                let gain = weight[from] - weight[to] - moved;
                if from != to && gain > best.0 && is_whole_without(areas, unit, member) {
                    best = (gain, Some((member, to)));
                }
            }
        }
        let Some((member, to)) = best.1 else { return };
        unit[member] = to;
    }
}

/// Whether the unit of an area stays in one piece, and stays at all, when the area leaves it.
fn is_whole_without(areas: &Areas, unit: &[usize], leaver: usize) -> bool {
    let stay = |&&there: &&usize| unit[there] == unit[leaver] && there != leaver;
    let left = unit.iter().filter(|&&number| number == unit[leaver]).count() - 1;
    let Some(&start) = areas.neighbours[leaver].iter().find(stay) else { return false };
    let mut reached = vec![start];
    let mut next = 0;
    while let Some(&here) = reached.get(next) {
        next += 1;
        for &there in areas.neighbours[here].iter().filter(stay) {
            if !reached.contains(&there) {
                reached.push(there);
            }
        }
    }
    reached.len() == left
}

fn weights(areas: &Areas, unit: &[usize], count: usize) -> Vec<f64> {
    let mut weight = vec![0.0; count];
    for (&number, own) in unit.iter().zip(areas.weight).filter(|&(&n, _)| n != usize::MAX) {
        weight[number] += own;
    }
    weight
}

fn squares(weights: &[f64]) -> f64 {
    weights.iter().map(|weight| weight * weight).sum()
}

/// The area of each unit that is nearest to the unit's middle.
fn middles(areas: &Areas, unit: &[usize], count: usize) -> Vec<usize> {
    let middle = |number: usize| {
        let inside: Vec<usize> = (0..unit.len()).filter(|&area| unit[area] == number).collect();
        let mean = |part: fn(&Point) -> f64| {
            inside.iter().map(|&area| part(&areas.middle[area])).sum::<f64>() / real(inside.len())
        };
        let (east, north) = (mean(|at| at.east), mean(|at| at.north));
        let off = |&&area: &&usize| {
            let at = areas.middle[area];
            (at.east - east).hypot(at.north - north)
        };
        inside.iter().min_by(|a, b| off(a).total_cmp(&off(b))).copied()
    };
    (0..count).filter_map(middle).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_areas_in_a_row_become_three_pairs() {
        let neighbours: Vec<Vec<usize>> =
            vec![vec![1], vec![0, 2], vec![1, 3], vec![2, 4], vec![3, 5], vec![4]];
        let weight = [1000.0; 6];
        let middle: Vec<Point> = (0..6).map(|i| Point { east: f64::from(i), north: 0.0 }).collect();
        let areas = Areas { neighbours: &neighbours, weight: &weight, middle: &middle };
        let unit = gather(&areas, &[0, 1, 2, 3, 4, 5], 3);
        assert!(unit[0] == unit[1] && unit[2] == unit[3] && unit[4] == unit[5], "{unit:?}");
    }
}
