"""Runs the peers of the districting engine on graphs that `xtask bench districting` wrote, and prints
a line for each figure: what, tab, figure. Seconds are those of the processor (RUSAGE), this process and
its children, of one thread.

A graph is a text file: nodes, edges and zones; people, metres east and north by node; then the two nodes of each edge.
"""
import resource
import sys

LEAST, MOST = 30_000, 50_000


def cpu():
    """Seconds of processor time so far."""
    here = resource.getrusage(resource.RUSAGE_SELF)
    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    return here.ru_utime + here.ru_stime + below.ru_utime + below.ru_stime


def told(what, figure):
    print(f"{what}\t{figure}", flush=True)


class Place:
    """A graph with people, and how many zones are wanted."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.nodes, edges, self.zones = map(int, file.readline().split())
            rows = [tuple(map(int, file.readline().split())) for _ in range(self.nodes)]
            self.people = [row[0] for row in rows]
            self.points = [row[1:] for row in rows]
            self.edges = [tuple(map(int, file.readline().split())) for _ in range(edges)]
        self.beside = [[] for _ in range(self.nodes)]
        for a, b in self.edges:
            self.beside[a].append(b)
            self.beside[b].append(a)

    def judge(self, zone_of):
        """Cut edges, zones out of the band, zones in several pieces."""
        cut = sum(zone_of[a] != zone_of[b] for a, b in self.edges)
        sizes, members = {}, {}
        for node, zone in enumerate(zone_of):
            sizes[zone] = sizes.get(zone, 0) + self.people[node]
            members.setdefault(zone, set()).add(node)
        out = sum(not LEAST <= size <= MOST for size in sizes.values())
        apart = 0
        for nodes in members.values():
            left = set(nodes)
            path = [left.pop()]
            while path:
                for other in self.beside[path.pop()]:
                    if other in left:
                        left.discard(other)
                        path.append(other)
            apart += bool(left)
        return f"{cut} cut, {len(sizes)} zones, {out} out of band, {apart} apart"


def metis(place):
    import pymetis

    options = pymetis.Options(ufactor=250, contig=1, seed=1)
    _, zone_of = pymetis.part_graph(
        place.zones, adjacency=place.beside, vweights=place.people, recursive=False, options=options
    )
    return zone_of


def kahip(place, mode):
    import kahip as library

    starts, ends = [0], []
    for row in place.beside:
        ends.extend(row)
        starts.append(len(ends))
    _, zone_of = library.kaffpa(
        place.people, starts, [1] * len(ends), ends, place.zones, 0.25, True, 1, mode
    )
    return zone_of


def timed(name, what, place, solve):
    """Tells the plan of a peer, or that it could not be had."""
    began = cpu()
    try:
        zone_of = solve(place)
    except ImportError as missing:
        told(f"{name}: {what}", f"not installed: {missing}")
        return None
    took = cpu() - began
    told(f"{name}: {what}", f"{place.judge(zone_of)}, {took:.2f} s")
    return list(zone_of)


def gerrychain(name, place, start, steps, tilted_seconds):
    """Steps a second of recombination, and the best plan of a tilted run."""
    try:
        from functools import partial

        from gerrychain import Graph, MarkovChain, Partition, accept, constraints, updaters
        from gerrychain.optimization import SingleMetricOptimizer
        from gerrychain.proposals import recom
        import networkx
    except ImportError as missing:
        told(f"{name}: GerryChain", f"not installed: {missing}")
        return
    graph = networkx.Graph()
    graph.add_nodes_from((node, {"people": people}) for node, people in enumerate(place.people))
    graph.add_edges_from(place.edges)
    mine = {"people": updaters.Tally("people", alias="people"), "cut_edges": updaters.cut_edges}
    start = Partition(Graph.from_networkx(graph), assignment=dict(enumerate(start)), updaters=mine)
    proposal = partial(
        recom, pop_col="people", pop_target=sum(place.people) / place.zones, epsilon=0.25,
        pair_selection="cut_edges", rng=1,
    )
    chain = MarkovChain(
        proposal_fn=proposal, constraints=[constraints.contiguous],
        acceptance_fn=accept.always_accept, initial_partition=start, total_steps=steps,
    )
    began = cpu()
    for _ in chain:
        pass
    told(f"{name}: GerryChain recombination steps a second", f"{steps / (cpu() - began):.0f}")
    if not tilted_seconds:
        return
    search = SingleMetricOptimizer(
        proposal, [constraints.contiguous], start, lambda plan: len(plan["cut_edges"]), maximize=False
    )
    began = cpu()
    for _ in search.tilted_run(10_000_000, 0.125):
        if cpu() - began > tilted_seconds:
            break
    zone_of = [search.best_part.assignment[node] for node in range(place.nodes)]
    told(f"{name}: GerryChain tilted run from the plan of METIS", f"{place.judge(zone_of)}, {cpu() - began:.1f} s")


def max_p(name, place):
    try:
        import geopandas
        import numpy
        import shapely
        from libpysal.weights import W
        from spopt.region import MaxPHeuristic
    except ImportError as missing:
        told(f"{name}: spopt max-p", f"not installed: {missing}")
        return
    east, north = zip(*place.points)
    columns = {"people": place.people, "east": east, "north": north}
    frame = geopandas.GeoDataFrame(columns, geometry=[shapely.Point(point) for point in place.points])
    weights = W(dict(enumerate(place.beside)), silence_warnings=True)
    numpy.random.seed(1)
    began = cpu()
    model = MaxPHeuristic(frame, weights, ["east", "north"], "people", LEAST, 2, 20, 5)
    model.solve()
    told(f"{name}: spopt max-p", f"{place.judge(list(model.labels_))}, {cpu() - began:.1f} s")


def main(folder, tilted_seconds):
    for name in ("NE London", "London", "England"):
        place = Place(f"{folder}/{name}.graph")
        start = timed(name, "METIS k-way", place, metis)
        timed(name, "KaHIP ECO", place, lambda place: kahip(place, 1))
        if name != "England":
            timed(name, "KaHIP STRONG", place, lambda place: kahip(place, 2))
            if start is not None:
                tilted = tilted_seconds if name == "London" else 0
                gerrychain(name, place, start, 500, tilted)
    max_p("NE London", Place(f"{folder}/NE London.graph"))
    told("England: KaHIP STRONG, GerryChain; spopt beyond NE London", "not run: minutes, or n² memory")


main(sys.argv[1], float(sys.argv[2]))
