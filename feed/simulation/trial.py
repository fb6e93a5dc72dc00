"""A trial: the product and the others in the same worlds, with gangs and without."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from feed.simulation import counting, figures, sandbox
from feed.simulation.behaviour import Behaviour
from feed.simulation.figures import GATES, Figures
from feed.simulation.loop import Ranker, Trace, run
from feed.simulation.product import Product
from feed.simulation.world import Size, World, build

OWN, BOUND = Product.name, counting.Omniscient.name


def of(seed: int, size: Size, *, begins: datetime) -> Iterator[tuple[str, Figures]]:
    """Each ranker's name and figures in the world of this seed, the product's last."""
    world = build(seed, size)
    people = Behaviour(world)
    ideal = run(world, people, counting.Ideal(world, people), with_gangs=True)
    bound = partial(counting.Omniscient, world, people)
    yield BOUND, _tried(world, people, bound, ideal)
    for kind in counting.EVERY:
        yield kind.name, _tried(world, people, partial(kind, world), ideal)
    yield OWN, _tried_product(world, people, ideal, begins)


def _tried(world: World, people: Behaviour, make: Callable[[], Ranker], ideal: Trace) -> Figures:
    attacked = run(world, people, make(), with_gangs=True)
    calm = run(world, people, make(), with_gangs=False)
    return figures.measure(world, attacked, calm, ideal)


def _tried_product(world: World, people: Behaviour, ideal: Trace, begins: datetime) -> Figures:
    traces = []
    for with_gangs in (True, False):
        with sandbox.empty():
            product = Product(world, begins=begins)
            traces.append(run(world, people, product, with_gangs=with_gangs))
    return figures.measure(world, traces[0], traces[1], ideal)


def table(found: dict[str, Figures]) -> Iterator[str]:
    """The lines to print: every ranker's figures, the gate, and whether the product holds it.

    Who knows all that is hidden stands last: a bound, which no gate is measured by.
    """
    others = [name for name in found if name not in (OWN, BOUND)]
    names = [OWN, *others, *({BOUND} & found.keys())]
    yield f"{'':36}" + "".join(f"{name:>13}" for name in names) + "  gate"
    for gate in GATES:
        values = {name: float(getattr(found[name], gate.name)) for name in names}
        best = max((values[name] for name in others), default=0.0)
        says = "holds" if gate.holds(values[OWN], best) else "FAILS"
        shown = "".join(f"{values[name]:13.3f}" for name in names)
        yield f"{gate.meaning:36}{shown}  {gate.says}: {says}"
    shown = "".join(f"{found[name].lasting:13.3f}" for name in names)
    yield f"{'utility, if notes might come again':36}{shown}"
