"""Links by which readers leave: one for each address, made by nobody without the key, and telling nothing."""

from monitor.domain.links import Links

LINKS = Links("https://send.example.org", "a key of sixteen letters")
FORUM = ("email", "chair@example.org")


def test_a_link_names_no_address() -> None:
    link = LINKS.unsubscribe(FORUM, area="701")
    assert link.startswith("https://send.example.org/unsubscribe/")
    assert link.endswith("?area=701")
    assert not any(
        word in link.casefold() for word in ("chair", "example.org/unsubscribe/e", "email", "@", "%40")
    )
    assert LINKS.preferences(FORUM) == f"https://send.example.org/preferences/{LINKS.token(FORUM)}"


def test_a_token_is_the_same_however_the_address_is_spelt() -> None:
    assert LINKS.token(("email", "Chair@Example.org")) == LINKS.token(FORUM)


def test_each_address_channel_and_key_has_a_token_of_its_own() -> None:
    others = [
        ("email", "chair2@example.org"),
        ("slack", "chair@example.org"),
        ("email\nchair", "@example.org"),
    ]
    tokens = {
        LINKS.token(FORUM),
        *map(LINKS.token, others),
        Links(LINKS.base, "another key of 16").token(FORUM),
    }
    assert len(tokens) == 5
    assert all(len(token) == 43 for token in tokens)


def test_an_address_is_found_by_its_token_alone() -> None:
    known = LINKS.by_token([FORUM, ("email", "desk@example.org")])
    assert known[LINKS.token(FORUM)] == FORUM
    assert "x" * 43 not in known


def test_the_key_is_in_no_representation() -> None:
    assert "sixteen" not in repr(LINKS)
