"""What `poll` prints for people of the oddities it met: what many areas share is one line."""

from monitor.commands.poll import NAMED, folded

EMPTY = "the page lists no reports, nor does the listing show one"


def test_what_is_said_of_many_areas_is_one_line_with_their_number() -> None:
    areas = [f"Area {number}: {EMPTY}" for number in range(NAMED + 1)]
    first, last = "L1: the listing shows no total that can be read", "Quill: 2 titles are new"
    assert folded([first, *areas, last]) == [first, f"{EMPTY} ({NAMED + 1} times; -v says where)", last]


def test_what_is_said_of_a_few_names_them() -> None:
    few = [f"Area {number}: {EMPTY}" for number in range(NAMED)]
    assert folded(few) == few
    assert folded([]) == []


def test_what_is_said_again_and_again_of_no_area_stays_whole_with_its_number() -> None:
    unread = "a document could not be read: the server answered 503"
    assert folded([unread] * 5) == [f"{unread} (5 times)"]
    assert folded([unread, "Quill: 2 titles are new"]) == [unread, "Quill: 2 titles are new"]
