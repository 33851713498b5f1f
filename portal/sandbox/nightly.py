"""What happens in an HR system while nobody looks: once for each new day."""

from portal.sandbox.amendments import changes
from portal.sandbox.offboarding import progress
from portal.sandbox.state import Sandbox


def catch_up(sandbox: Sandbox) -> None:
    """Bring the data to today; of no effect but on the first call of a day."""
    today = sandbox.clock.today()
    if sandbox.caught_up_on == today:
        return
    now = sandbox.clock.now()
    with sandbox.store.transaction() as db:
        changes.catch_up(db, now)
        progress.catch_up(db, now)
    sandbox.caught_up_on = today
