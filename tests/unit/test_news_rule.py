"""The rules of triage: what they look for can be found, and is given as a text writes it."""

import re
from collections.abc import Iterator

import pytest

from monitor.domain.news_before import BEFORE
from monitor.domain.news_friends import FRIENDS
from monitor.domain.news_graded import GRADED
from monitor.domain.news_kinds import STORIES
from monitor.domain.news_results import RESULTS
from monitor.domain.news_rule import Asked, Either, Wording, Words, wording

RULES = (*FRIENDS, *GRADED, *BEFORE, *STORIES, *RESULTS)


def wordings(words: Words) -> Iterator[Wording]:
    if isinstance(words, Either):
        for one in words.of:
            yield from wordings(one)
    else:
        yield words


@pytest.mark.parametrize("number", range(len(RULES)))
def test_what_is_looked_for_in_small_letters_is_written_in_them(number: int) -> None:
    rule = RULES[number]
    for words in (rule.mark, *rule.needs, *rule.unless):
        for one in wordings(words):
            written = re.sub(r"\\.", "", one.found_by.pattern)
            assert one.exact or written == written.lower()


def test_words_are_given_as_the_text_writes_them() -> None:
    asked = Asked("OFSTED Finds Failings")
    assert asked.find(wording("ofsted finds")) == "OFSTED Finds"
    assert asked.find(wording("ofsted", exact=True)) is None
    assert not asked.has(wording("cqc"))


def test_of_several_words_one_is_enough() -> None:
    ofsted, cqc = wording("ofsted"), wording("cqc")
    assert Asked("Ofsted").has(Either((cqc, ofsted)))
    assert Asked("Ofsted").has(Either((cqc, Either((ofsted,)))))
    assert not Asked("Estyn").has(Either((cqc, ofsted)))
