"""`navette verify-site`: is a running site the program that is installed here?"""

import argparse
from argparse import Namespace
from urllib.parse import urlsplit

from navette.cli import exits
from navette.cli.command import N_, Command, UsageError
from navette.cli.labels import label
from navette.cli.terminal import Terminal
from navette.cli.text import clean
from navette.core.errors import Local
from navette.wording import _

FAULTS = {
    "differs": N_("is not the file of this program"),
    "missing": N_("is not there"),
    "unknown": N_("is not of this program"),
    "header": N_("is not guarded as it must be"),
}


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", metavar="URL", help=_("address of the site, as a browser has it"))


def _verify_site(args: Namespace, terminal: Terminal) -> int:
    url = _address(args.url)
    from navette.web.verify_site import differences

    count = 0
    for one in differences(url):
        count += 1
        where = clean(one.path) + (f" ({one.lang})" if one.lang else "")
        said = label(FAULTS, one.fault) + (f" ({one.name})" if one.name else "")
        facts = {"path": one.path, "fault": one.fault, "lang": one.lang, "name": one.name}
        terminal.result(facts, _("{label}: {value}").format(label=where, value=said))
    if count:
        raise Local("verification", faults=count)
    said = _("Every file and every page of {url} is that of this program.")
    terminal.result({"url": url, "faults": 0}, said.format(url=url))
    return exits.DONE


def _address(url: str) -> str:
    """Scheme, host and port: pages stand at the top of their site."""
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    except ValueError:  # a port that is no number, half an IPv6 address
        pass
    raise UsageError(_("not the address of a site: {url}").format(url=clean(url)))


COMMANDS = {
    "verify-site": Command(
        _verify_site,
        _arguments,
        ("navette verify-site https://navette.example", "navette verify-site http://127.0.0.1:8080 --json"),
    )
}
