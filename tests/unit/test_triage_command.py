"""The command `triage`: forms of input, located errors, exit codes, shapes of output."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from monitor.commands.triage import app
from monitor.options import Options

TITLE = "Ofsted finds failings in Torbay SEND services"


def run(
    tmp_path: Path, *arguments: str, given: str | bytes | None = None, config: Path | None = None
) -> tuple[int, str]:
    options = Options(config or tmp_path / "none", None, None, False)
    done = CliRunner().invoke(app, ["triage", *arguments], obj=options, input=given)
    return done.exit_code, done.stdout


def records(tmp_path: Path, lines: Sequence[str | bytes]) -> tuple[int, list[dict[str, Any]]]:
    path = tmp_path / "items.jsonl"
    path.write_bytes(b"\n".join(line.encode() if isinstance(line, str) else line for line in lines))
    code, out = run(tmp_path, str(path), "--json")
    return code, [json.loads(line) for line in out.splitlines()]


def test_each_line_is_judged_in_its_order(tmp_path: Path) -> None:
    code, found = records(
        tmp_path, [json.dumps({"title": TITLE}), "", json.dumps({"title": "Bus lane opens"})]
    )
    assert code == 0
    assert [one["title"] for one in found] == [TITLE, "Bus lane opens"]
    assert [one["relevant"] for one in found] == [True, False]
    assert set(found[0]) >= {"title", "relevant", "kind", "areas", "claim", "reasons"}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("not json", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"title": 5}', "title: not a text"),
        ('{"summary": null}', "title: missing"),
        (b'{"title": "\xff"}', "not UTF-8"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_still_judged(tmp_path: Path, line: str | bytes, why: str) -> None:
    code, found = records(tmp_path, [line, json.dumps({"title": TITLE})])
    assert (code, found[0]["line"], found[0]["error"]["type"]) == (1, 1, "NotANewsItem")
    assert why in found[0]["error"]["message"]
    assert found[1]["relevant"]


def test_a_text_has_its_title_in_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text(f"{TITLE}\n\nIt was placed in the middle of three bands.\n")
    code, out = run(tmp_path, str(path), "--json")
    found = json.loads(out)
    assert (code, found["title"], found["claim"]["band"]) == (0, TITLE, "inconsistent")


def test_standard_input_is_read(tmp_path: Path) -> None:
    code, out = run(tmp_path, "-", "--json", given=json.dumps({"title": TITLE}))
    assert (code, json.loads(out)["areas"]) == (0, ["80572"])


def test_a_file_that_is_not_there_or_empty_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("\n")
    code, out = run(tmp_path, str(tmp_path / "no.jsonl"), str(tmp_path / "empty.txt"), "--json")
    errors = [json.loads(line)["error"]["message"] for line in out.splitlines()]
    assert (code, errors) == (
        1,
        ["the file cannot be opened (No such file or directory)", "the file holds no text"],
    )


@pytest.mark.parametrize(
    ("published", "kind"),
    [
        ("2021-06-01", "old_framework"),
        ("2021-06-01T10:00:00Z", "old_framework"),
        ("Tue, 01 Jun 2021 10:00:00 +0100", "old_framework"),
        ("2024-06-01", "full_outcome"),
    ],
)
def test_the_day_is_read_in_the_forms_feeds_have(tmp_path: Path, published: str, kind: str) -> None:
    _, found = records(tmp_path, [json.dumps({"title": TITLE, "published": published})])
    assert found[0]["kind"] == kind


def test_a_date_that_is_none_is_said_and_the_story_still_judged(tmp_path: Path) -> None:
    code, found = records(tmp_path, [json.dumps({"title": TITLE, "published": "last week"})])
    assert (code, found[0]["relevant"]) == (0, True)
    assert found[0]["reasons"][-1] == "published: 'last week' is no date"


def test_people_see_the_reasons_and_nothing_that_steers_a_terminal(tmp_path: Path) -> None:
    lines = [json.dumps({"title": f"{TITLE}\x1b[2J\u202e"}), "no"]
    path = tmp_path / "items.jsonl"
    path.write_text("\n".join(lines))
    code, out = run(tmp_path, str(path))
    assert code == 1
    assert f"{TITLE}[2J\n  relevant: yes    kind: full_outcome    areas: 80572    claim: none\n" in out
    assert "items.jsonl, line 2\n  could not be judged: not JSON" in out
    assert not {"\x1b", "\u202e"} & set(out)


def test_half_a_character_does_not_stop_the_output(tmp_path: Path) -> None:
    code, found = records(tmp_path, ['{"title": "Ofsted \\ud800"}'])
    assert (code, found[0]["title"]) == (0, "Ofsted ?")


@pytest.mark.parametrize(
    ("more", "areas"),
    [
        ({"feed": "Stoke Sentinel"}, []),
        ({"url": "https://www.stokesentinel.co.uk/news/a-story"}, []),
        ({"feed": "Chronicle Live"}, ["80525"]),
        ({"feed": "A paper that nobody knows"}, ["80525"]),
    ],
)
def test_a_name_of_two_places_is_settled_by_what_the_configured_feed_covers(
    tmp_path: Path, more: dict[str, str], areas: list[str]
) -> None:
    for name in ("monitor", "areas", "subscribers"):
        (tmp_path / f"{name}.toml").write_text("")
    (tmp_path / "feeds.toml").write_text(
        """
        [[feed]]
        name = "Stoke Sentinel"
        url = "https://www.stokesentinel.co.uk/news/?service=rss"
        covers = ["Stoke-on-Trent", "Staffordshire"]
        [[feed]]
        name = "Chronicle Live"
        url = "https://www.chroniclelive.co.uk/news/?service=rss"
        covers = ["Newcastle upon Tyne"]
        """
    )
    item = json.dumps({"title": "Ofsted finds failings in Newcastle SEND services"} | more)
    code, out = run(tmp_path, "-", "--json", given=item, config=tmp_path)
    assert (code, json.loads(out)["areas"]) == (0, areas)


def test_standard_input_that_is_closed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(SystemExit) as ended:
        app(["triage", "-"], obj=Options(tmp_path / "none", None, None, False))
    assert ended.value.code == 1
    assert "standard input is closed" in capsys.readouterr().out
