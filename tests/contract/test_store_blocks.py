"""Closed addresses: closed once, for one area or for all, in any spelling, until somebody opens them."""

from monitor.domain.block import Block, BlockKind
from tests.contract.test_store_cases import LATER, NOW, World

CHAIR = ("email", "Chair@example.org")


def test_nothing_is_closed_at_first(world: World) -> None:
    assert world.store.is_blocked(*CHAIR) is None
    assert world.store.blocks() == []


def test_bounced_address_is_closed_for_every_area_and_every_spelling(world: World) -> None:
    assert world.store.suppress(*CHAIR, "550 no such user", NOW)
    assert not world.store.suppress("email", "chair@EXAMPLE.org", "again", LATER)
    block = Block("email", "chair@example.org", None, BlockKind.SUPPRESSED, "550 no such user", NOW)
    assert world.store.is_blocked("email", "CHAIR@example.org", "701") == block
    assert world.store.is_blocked("email", "other@example.org") is None
    assert world.store.is_blocked("slack", "chair@example.org") is None
    assert world.store.blocks() == [block]


def test_unsubscribing_from_one_area_leaves_the_others(world: World) -> None:
    assert world.store.unsubscribe(*CHAIR, "by the link in a message", NOW, area="701")
    found = world.store.is_blocked(*CHAIR, "701")
    assert found is not None
    assert "unsubscribed from this area" in found.says()
    assert world.store.is_blocked(*CHAIR, "702") is None
    assert world.store.is_blocked(*CHAIR) is None
    assert world.store.unsubscribe(*CHAIR, "by the link in a message", NOW)
    assert world.store.is_blocked(*CHAIR, "702") is not None
    assert len(world.store.blocks()) == 2


def test_opened_again_by_the_operator(world: World) -> None:
    assert world.store.disable_channel("slack", "send-team", "404 no_service", NOW)
    found = world.store.is_blocked("slack", "send-team", "701")
    assert found is not None
    assert found.says() == "slack:send-team is disabled: 404 no_service"
    assert world.store.lift("slack", "send-team")
    assert not world.store.lift("slack", "send-team")
    assert world.store.is_blocked("slack", "send-team", "701") is None


def test_opening_one_area_leaves_the_rest_closed(world: World) -> None:
    world.store.unsubscribe(*CHAIR, "asked", NOW, area="701")
    world.store.unsubscribe(*CHAIR, "asked", NOW, area="702")
    assert world.store.lift("email", "CHAIR@example.org", area="701")
    assert [block.area for block in world.store.blocks()] == ["702"]
