"""The frame that all pages of the site share, and the pages that are little more than it.

Its traps are the real ones (`sources.md` 2.1): a constant `dc.identifier` that looks like a provider link, a
constant canonical link on pages that are not a provider's, a hidden span in the header, line ends of two
sorts, and a campaign banner that comes, goes and changes its place.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TypeVar

T = TypeVar("T")

CONSTANT_CANONICAL = "http://reports.ofsted.gov.uk/inspection-reports/find-inspection-report"
CONSTANT_IDENTIFIER = f"{CONSTANT_CANONICAL}/provider/CARE/RP523142"
CAMPAIGNS = 3

_META = {
    "eGMS.accessibility": "Double-A",
    "dcterms.date": "2018-01-01T00:00:00Z",
    "dcterms.creator": "Replica Communications. enquiries@example.org",
    "dcterms.publisher": "Replica. enquiries@example.org",
    "dc.keywords": "Find an inspection report and registered childcare",
    "dc.description": "Find an inspection report and registered childcare",
    "dc.title": "Find an inspection report and registered childcare",
    "dc.subject": "Schools, colleges, childminders, nurseries, children's homes, fostering and adoption",
    "dc.language": "eng",
    "dc.identifier": CONSTANT_IDENTIFIER,
    "dc.date.created": "2018-01-01T00:00:00Z",
    "dc.date.modified": "2018-01-01T00:00:00Z",
    "site-verification": "a-local-copy-for-rehearsals-is-verified-by-nobody",
}
_FOOTER = (
    "Terms of use",
    "Copyright",
    "Privacy",
    "Cookies",
    "Privacy notices",
    "Accessibility",
    "Contact us",
)
_SCRIPTS = (
    "core",
    "utils",
    "showhide",
    "option-select",
    "autocomplete",
    "cookies",
    "details",
    "charts",
    "forms",
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What is around every page just now: a notice, a campaign banner (0: none), filler in kilobytes."""

    notice: str = ""
    campaign: int = 1
    weight: int = 0


def vary(seed: str, options: Sequence[T]) -> T:
    """Choose one of the options, always the same for the same seed."""
    return options[zlib.crc32(seed.encode()) % len(options)]


def page(thing: str, main: Sequence[str], frame: Frame, *, canonical: str = "", crumbs: bool = True) -> bytes:
    """Frame the lines of a page's main part; `thing` is its name in title and breadcrumbs."""
    lines = [
        *_head(thing, canonical or CONSTANT_CANONICAL),
        "<body>",
        "<script> document.body.className = document.body.className + ' js-enabled'; </script>",
        '  <div class="container"><a class="skip-link" href="#main">Skip to main content</a></div>',
        '  <div class="main-content">',
        *_COOKIES,
        *_banner(frame.campaign, place=3),
        *_header(frame),
        *_banner(frame.campaign, place=1),
        *(['  <div class="container">', *breadcrumbs(thing), "  </div>"] if crumbs else ()),
        '    <main id="main" tabindex="-1">',
        *_banner(frame.campaign, place=2),
        *main,
        "    </main>",
        "  </div>",
        *_foot(frame.weight),
    ]
    return mixed_line_ends(lines)


def breadcrumbs(thing: str) -> list[str]:
    """Give the trail from the home page to a thing."""
    return [
        '    <ol class="breadcrumbs">',
        '      <li class="crumb"><a href="/">Home</a></li>',
        f'      <li class="crumb">{escape(thing)}</li>',
        "    </ol>",
    ]


def mixed_line_ends(lines: Sequence[str]) -> bytes:
    """Join lines as the site does, by CRLF here and LF there."""
    return "".join(
        line + ("\r\n" if number % 7 in {2, 3} else "\n") for number, line in enumerate(lines)
    ).encode()


def report_not_found(frame: Frame) -> bytes:
    """Give the page that stands in for a missing document (`sources.md` 3.2)."""
    return _plain(
        "Report not found",
        [
            "Sorry, the document you requested no longer exists.",
            "There are other ways to find it:",
            'Go to the <a href="/">home page</a>.',
            "Search for the school, nursery, home or authority by its name or reference number.",
            "Look at the list of all its reports: the newest one comes first, older ones are in the archive.",
            "Check that the address of the document is whole: e-mail programs cut long ones in two.",
            "Ask the school, nursery, home or authority itself: it has a copy of its latest report.",
            "Start again from a search by town or postcode, and choose the kind of provider you want.",
            "Tell us which link brought you here, so that we can have it mended.",
            "Reports are kept for some years after an inspection and may then be taken down.",
            "A link to a provider&rsquo;s page lasts longer than one to a document.&nbsp; ",
        ],
        frame,
    )


def page_not_found(frame: Frame) -> bytes:
    """Give the page for an address that leads nowhere."""
    return _plain("Page not found", ["Check the address, or start from the home page."], frame)


def home(frame: Frame) -> bytes:
    """Give the home page."""
    return _plain("Home", ['<a href="/search?q=">Search for a report</a>'], frame)


def unavailable(frame: Frame) -> bytes:
    """Give the page that comes with 503."""
    return _plain("Service unavailable", ["The service is being worked on. Try again later."], frame)


def refused(status: int) -> bytes:
    """Give the bare page of whatever stands in front of the site."""
    reason = {403: "Forbidden", 429: "Too Many Requests", 503: "Service Unavailable"}[status]
    head = f"<html>\r\n<head><title>{status} {reason}</title></head>\r\n"
    return f"{head}<body>{reason}</body>\r\n</html>\r\n".encode()


def challenge() -> bytes:
    """Give a page that asks the visitor to prove that it is a person."""
    return mixed_line_ends(
        [
            '<!DOCTYPE html><html lang="en"><head><title>Just a moment...</title>',
            '<meta name="robots" content="noindex,nofollow"><meta http-equiv="refresh" content="30"></head>',
            "<body><h1>Checking your browser</h1>",
            "<noscript>Enable JavaScript and cookies to continue</noscript>",
            '<form id="challenge-form" action="/?__chl_tk=0" method="POST"><input name="token"></form>',
            '<script src="/challenge-platform/h/b/orchestrate/chl_page/v1"></script></body></html>',
        ]
    )


def _plain(thing: str, paragraphs: Sequence[str], frame: Frame) -> bytes:
    span, end = "<span>" * 8, "</span>" * 8  # pasted from a word processor
    return page(
        thing,
        [
            '  <div class="container"><div class="row"><div class="col two-thirds-sm">',
            '    <div class="module title-block title-block--flat title-block--clear title-block--large">',
            f'      <h1 class="heading--title title-block__heading">{thing}</h1>',
            "    </div>",
            '    <div class="flat-content text-large">',
            *(f"<p>{span}{text}{end}</p>" for text in paragraphs),
            "    </div>",
            "  </div></div></div>",
        ],
        frame,
    )


def _head(thing: str, canonical: str) -> list[str]:
    return [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '  <meta charset="utf-8"/>',
        '  <link rel="stylesheet" href="/css/style.css" />',
        '  <link rel="shortcut icon" type="image/vnd.microsoft.icon" href="/images/favicon.ico">',
        '  <meta name="viewport" content="width=device-width, initial-scale=1" />',
        *(f'          <meta name="{name}" content="{content}">' for name, content in _META.items()),
        f'          <link rel="canonical" href="{escape(canonical)}">',
        f"          <title>{escape(thing)} - Find an Inspection Report - Ofsted</title>",
        "        </head>",
    ]


def _header(frame: Frame) -> list[str]:
    notice = [f'      <p class="banner banner--notice">{escape(frame.notice)}</p>'] if frame.notice else []
    return [
        '  <header class="header">',
        '    <div class="container"><a class="header__home-link" href="/">',
        '      <span class="nonvisual">Ofsted homepage</span>',
        '      <img class="header__logo" src="/images/logo.svg" alt="Ofsted Logo" /></a></div>',
        '    <div class="banners"><div class="container">',
        *notice,
        "    </div></div>",
        "  </header>",
    ]


def _banner(campaign: int, *, place: int) -> list[str]:
    if campaign != place:
        return []
    text = ("Have your say", "The big survey is open", "A new way of inspecting")[place - 1]
    link = f'<a href="/survey?c={place}">take part</a>'
    banner = f'<div class="banners banners--big-listen"><p>{text}: {link}</p></div>'
    return [f'  <div class="container">{banner}</div>' if place == 1 else f"  {banner}"]


def _foot(weight: int) -> list[str]:
    return [
        '  <div class="phase-beta"><div class="container">',
        "    <strong>How was your visit today?</strong>",
        '    <a href="/feedback">Give feedback on our website</a>',
        "  </div></div>",
        '<footer class="footer">',
        '  <div class="container"><ul class="footer__links list-inline">',
        *(f'    <li><a href="/{name.lower().replace(" ", "-")}">{name}</a></li>' for name in _FOOTER),
        "  </ul>",
        '  <p class="footer__copy-right">A local copy for rehearsals: no page here is real.</p></div>',
        "</footer>",
        '  <script src="/js/jquery.min.js"></script>',
        *(f'  <script defer src="/js/replica.{name}.js"></script>' for name in _SCRIPTS),
        *_STARTER,
        *(f"  <!-- {'filler ' * 144} -->" for _ in range(weight)),
        "</body>",
        "</html>",
    ]


_STARTER = (
    "  <script defer>",
    "    var showHideContent;",
    "    $(document).ready(function() {",
    "      showHideContent = new replica.ShowHideContent();",
    "      showHideContent.init();",
    "      replica.details.addDetailsPolyfill();",
    "    });",
    "  </script>",
)
_COOKIES = (
    '  <div class="cookie-banner" data-nosnippet="data-nosnippet"><div class="container">',
    '    <h2 class="cookie-banner__heading heading--sub">Tell us whether you accept cookies</h2>',
    '    <p class="cookie-banner__message">A <a href="/privacy">cookie</a> is not set here.</p>',
    '    <div class="cookie-banner__buttons">',
    '      <button class="btn cookie-banner__close">Accept all cookies</button>',
    '      <a class="btn cookie-banner__info" href="/cookies">Set cookie preferences</a>',
    "    </div>",
    "  </div></div>",
)
