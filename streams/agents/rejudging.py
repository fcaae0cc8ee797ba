"""What was accepted lately, judged as a process started now would judge it."""

from collections.abc import Collection

from processors.intake import Intake
from processors.refusals import Rejudged
from processors.subjects import SubjectIndex
from schemas import topics
from schemas.codecs import new_codecs
from schemas.identifiers import canonical
from schemas.settings import Settings
from streams.accepted_before import accepted_before

from .answering import answered
from .platforms import AdmittedPlatforms, ControlFollower

Rejudging = dict[str, list[Rejudged]]
"""Events by topic."""


async def rejudge(settings: Settings, wanted: Collection[str] = topics.INPUTS) -> Rejudging:
    """Asks broker and registry anew: what this process remembers of either proves nothing. Raises
    what they raise."""
    codecs = new_codecs(settings.registry_url)
    found = await accepted_before(settings.bootstrap, settings.partitions, wanted, settings.names)
    platforms = AdmittedPlatforms()
    if any(message.topic == topics.USAGE for _, message in found):
        control = ControlFollower(settings.bootstrap, codecs, platforms)
        try:
            await control.catch_up()
        finally:
            await control.stop()
    intake = Intake(settings.partitions, SubjectIndex(canonical), platforms.admitted)
    events: Rejudging = {}
    for source, message in found:
        at = message.recorded_at
        taken = answered(message, codecs, intake)
        faults = () if taken.accepted else tuple(taken.outputs[0].record["faults"])
        place = f"{message.topic}/{at.partition}/{at.offset}"
        events.setdefault(message.topic, []).append(Rejudged(place, source, faults))
    return events
