"""Has our takeover done where Faust would recover its tables; there are none of Faust's own."""

from typing import Any

from faust.tables.manager import TableManager
from faust.tables.recovery import Recovery
from faust.types import TP


class TakeoverRecovery(Recovery):
    """Faust's, which seeks the input to what is committed and lets it flow: once the takeover is
    complete. The next generation breaks a takeover off, and begins another one."""

    async def _resume_streams(self, generation_id: int = 0) -> None:
        app: Any = self.app
        if app.takeover is not None:
            await self._wait(app.takeover.complete(app.consumer))
        await super()._resume_streams(generation_id)


class TakeoverTables(TableManager):
    """Tells the takeover what was dealt, before recovery hears that there is something to do."""

    @property
    def recovery(self) -> Recovery:
        if self._recovery is None:
            self._recovery = TakeoverRecovery(self.app, self, beacon=self.beacon, loop=self.loop)
        return self._recovery

    async def on_rebalance(
        self,
        assigned: set[TP],
        revoked: set[TP],
        newly_assigned: set[TP],
        generation_id: int = 0,
    ) -> None:
        app: Any = self.app
        if app.takeover is not None:
            app.takeover.dealt(assigned)
        await super().on_rebalance(assigned, revoked, newly_assigned, generation_id)
