"""robots.txt: fetched when a host is first needed, kept for a day, obeyed.

Matching follows RFC 9309: the group of our own name, else of `*`; in it the longest matching rule, the
allowing one on a tie; `*` and a final `$` in paths. (The standard library's parser takes the first matching
rule and reads no wildcards, so that a leading `Allow: /` would void every rule after it.)
"""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_LONGEST_LINE = 2000  # characters


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a group: whether paths of this pattern may be asked for."""

    pattern: str
    allows: bool


@dataclass(frozen=True, slots=True)
class Robots:
    """What one robots.txt says to us; `delay` is its Crawl-delay in seconds, 0 for none."""

    rules: tuple[Rule, ...] = ()
    delay: float = 0.0

    def allows(self, url: str) -> bool:
        """Tell whether we may ask for a URL."""
        parts = urlsplit(url)
        path = unquote(parts.path or "/") + (f"?{unquote(parts.query)}" if parts.query else "")
        matching = [rule for rule in self.rules if _matches(rule.pattern, path)]
        if not matching or path == "/robots.txt":
            return True
        return max(matching, key=lambda rule: (len(rule.pattern), rule.allows)).allows


def parse_robots(text: str, *, agent: str) -> Robots:
    """Read what a robots.txt says to the agent of this name; what is not understood says nothing."""
    groups: dict[str, tuple[list[Rule], list[float]]] = {}
    names: list[str] = []
    heading = False  # the last line named an agent: another one joins the same group
    for field, value in _lines(text):
        if field == "user-agent":
            names = [*(names if heading else []), value.split("/")[0].strip().lower()]
            groups.setdefault(names[-1], ([], []))
            heading = True
            continue
        heading = False
        for name in names:
            _add(groups[name], field, value)
    rules, delays = groups.get(agent.lower(), groups.get("*", ([], [])))
    return Robots(tuple(rules), max(delays, default=0.0))


def _lines(text: str) -> list[tuple[str, str]]:
    """Give the fields and values that bear on what may be asked."""
    found = []
    for line in text.lstrip("\ufeff").splitlines():
        field, colon, value = line[:_LONGEST_LINE].split("#", 1)[0].partition(":")
        field = field.strip().lower()
        if colon and field in ("user-agent", "allow", "disallow", "crawl-delay"):
            found.append((field, value.strip()))
    return found


def _add(group: tuple[list[Rule], list[float]], field: str, value: str) -> None:
    rules, delays = group
    if field == "crawl-delay":
        delays += [float(value)] if value.isascii() and value.replace(".", "", 1).isdecimal() else []
    elif value:  # an empty Disallow forbids nothing
        rules.append(Rule(unquote(value), field == "allow"))


def _matches(pattern: str, path: str) -> bool:
    """Match a rule's pattern in linear time: its pieces between stars, found in turn."""
    anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for piece in rest[:-1] if anchored else rest:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    if not anchored:
        return True
    return at == len(path) if not rest else len(path) - at >= len(rest[-1]) and path.endswith(rest[-1])
