"""One seed from its market and faults to the verdict."""

import logging
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from time import process_time

from schemas import topics
from streams import durable_batch

from . import checks
from .faults import FaultPlan, no_faults, plan_of
from .market import Input, inputs_of
from .schedule import Schedule
from .simulation import FAULTY_SECONDS, SENDING_SECONDS, Simulation
from .warehouse import ModelWarehouse

ORACLE_EVERY = 4
"""The oracle is slow: of so many seeds it judges one. The replay judges all."""


@dataclass(slots=True)
class Verdict:
    """What a run came to. `failed` names the check, "" when all hold."""

    seed: int
    failed: str = ""
    why: str = ""
    faults: Counter[str] = field(default_factory=Counter)
    duplicates_before: int = 0
    duplicates_after: int = 0
    lost: int = 0
    schedule: str = ""
    cpu_seconds: float = 0.0
    virtual_seconds: float = 0.0


def run_seed(
    seed: int,
    told: bool = False,
    new_warehouse: Callable[[], ModelWarehouse] = ModelWarehouse,
    plan: Callable[[int, float], FaultPlan] = plan_of,
) -> Verdict:
    """Never raises: what went wrong is in the verdict, with the schedule if it is to be `told`."""
    started = process_time()
    durable_batch.log.setLevel(logging.CRITICAL + 1)  # ends of simulated processes are no news
    schedule = Schedule(told)
    verdict = Verdict(seed)
    try:
        _run(seed, verdict, schedule, new_warehouse, plan(seed, FAULTY_SECONDS - 2))
    except Exception as fault:
        verdict.failed = verdict.failed or type(fault).__name__
        verdict.why = str(fault)
        if not isinstance(fault, AssertionError):
            verdict.why = traceback.format_exc()
    verdict.schedule = schedule.text()
    verdict.cpu_seconds = process_time() - started
    return verdict


def _run(
    seed: int,
    verdict: Verdict,
    schedule: Schedule,
    new_warehouse: Callable[[], ModelWarehouse],
    faults: FaultPlan,
) -> None:
    rng = Random(f"{seed}:shape")
    partitions, workers = rng.randint(1, 3), rng.randint(1, 2)
    verdict.faults = faults.injected
    market = inputs_of(seed, partitions, SENDING_SECONDS)
    batch = rng.choice((1, 2, 4, 16))
    disturbed = Simulation(seed, partitions, faults, schedule, batch, new_warehouse)
    disturbed.start(workers)
    disturbed.run(market, SENDING_SECONDS)
    verdict.virtual_seconds = disturbed.seconds
    calm = _replay(seed, disturbed, new_warehouse)
    picture, still = checks.picture_of(disturbed.warehouse), checks.picture_of(calm.warehouse)
    verdict.lost = sum(len(still[table].keys() - rows.keys()) for table, rows in picture.items())
    verdict.duplicates_after = sum(
        len(rows.keys() - still[table].keys()) for table, rows in picture.items()
    )
    again, verdict.duplicates_before = checks.read_again(disturbed.broker)

    def check(name: str, holds: Callable[[], None]) -> None:
        verdict.failed = name
        holds()
        verdict.failed = ""

    check("lines conserved", lambda: checks.check_lines_conserved(picture))
    check("money conserved", lambda: checks.check_money_conserved(picture))
    if seed % ORACLE_EVERY == 0:
        check("oracle", lambda: checks.check_oracle(picture, disturbed.sent, partitions))
    check("replay", lambda: checks.check_same(picture, still, "a replay from offset 0"))
    check("versions", lambda: checks.check_versions_say_one_thing(disturbed.warehouse))
    check(
        "outputs read again",
        lambda: checks.check_same(picture, checks.picture_of(again), "the outputs read again"),
    )


def _replay(
    seed: int, disturbed: Simulation, new_warehouse: Callable[[], ModelWarehouse]
) -> Simulation:
    """The same record through fresh workers with nothing in their way."""
    broker = disturbed.broker
    calm = Simulation(seed, broker.partitions, no_faults(), Schedule(), 64, new_warehouse)
    calm.start(workers_a_stage=1)
    inputs = [
        Input(0.0, place, record.value or b"", record.timestamp_millis, None)
        for place in sorted(broker.logs)
        if place[0] in topics.INPUTS and place[0] != topics.CONTROL
        for record in broker.logs[place]
    ]
    for one in inputs:
        calm.broker.append(one.place, b"", one.value, one.millis)
    calm.run([], 0.5)
    return calm
