"""`python -m tests.customers.look SECONDS`: the customers' pages on a desk, to look at."""

import asyncio
import sys
import tempfile

from bot.policyfile import load
from storage.schema import upgrade
from storage.store import open_store
from tests.customers.counter import Counter
from tests.desk.office import NEW, Office


async def shown() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/desk.db"
        upgrade(url)
        store = open_store(url)
        counter = Counter(Office.opened(store, load().policy))
        await counter.server.start()
        no = await counter.office.created(NEW)
        await counter.office.done("wang", f"accept {no}")
        await counter.office.done("wang", f"resolve {no} 换了压缩机")
        view = await counter.office.ask("li", f"survey {no}")
        link = getattr(view, "blanks", {})["link"].removeprefix("https://desk.acme.com")
        sys.stdout.write(f"{counter.server.address}/new\n{counter.server.address}{link}\n")
        sys.stdout.flush()
        await asyncio.sleep(float(sys.argv[1]))
        await counter.server.stop()
        store.close()


if __name__ == "__main__":
    asyncio.run(shown())
