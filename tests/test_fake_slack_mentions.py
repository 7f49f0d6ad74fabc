"""Who is really notified by what stands in a channel."""

from tests.fakes.slack import FakeSlack, mentions


async def test_who_a_message_would_notify() -> None:
    async with FakeSlack() as slack:
        slack.subscriptions.clear()
        text = "<@U2> <!here> &lt;@U3&gt; @channel <!subteam^S1>"
        said = (await slack.say("U1", "C1", text)).message
    found = mentions(said)
    assert found.users == frozenset({"U2"})
    assert found.groups == frozenset({"S1"})
    assert found.broadcasts == frozenset({"here"})
    said.link_names = True
    assert mentions(said).broadcasts == frozenset({"here", "channel"})
    said.text, said.blocks = (
        "",
        [{"type": "header", "text": {"type": "plain_text", "text": "<@U1>"}}],
    )
    assert not mentions(said)
