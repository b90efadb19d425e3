"""Where a link leads: into the company, a workspace, a shared document, or to the public."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence

from syndicate.privacy.links import INTERNAL_TOP, host_of

_INTERNAL_LABELS = frozenset(["intra", "intranet", "internal", "lan"])
_PACKAGE_ROOTS = frozenset(["com", "org", "net", "io", "jp", "co", "dev"])
"""`com.example.internal.Foo` is a name in a program."""
_SERVICE_LABELS = frozenset(
    [
        "jira",
        "confluence",
        "jenkins",
        "grafana",
        "kibana",
        "sonarqube",
        "nexus",
        "vpn",
        "staging",
        "stg",
        "redmine",
        "gitlab",
        "artifactory",
        "argocd",
        "sso",
        "bastion",
        "adfs",
        "github",
        "ghe",
        "git",
        "bitbucket",
        "redash",
        "metabase",
        "airflow",
        "superset",
        "uat",
    ]
)
_PUBLIC_SERVICES = frozenset(
    [
        "atlassian.com",
        "gitlab.com",
        "grafana.com",
        "jenkins.io",
        "gnome.org",
        "kde.org",
        "freedesktop.org",
        "mariadb.org",
        "apache.org",
        "redmine.org",
        "sonarqube.org",
        "debian.org",
        "spring.io",
        "ietf.org",
        "kernel.org",
        "git-scm.com",
        "gnu.org",
        "savannah.org",
        "eclipse.org",
        "openstack.org",
        "php.net",
        "w3.org",
        "jboss.org",
        "archlinux.org",
    ]
)

_WORKSPACES: Sequence[tuple[str, str, str]] = (
    ("atlassian.net", "", "workspace"),
    ("sharepoint.com", "", "workspace"),
    ("slack.com", r"/(?:archives|messages|team|files|client)/", "workspace"),
    ("files.slack.com", "", "workspace"),
    ("hooks.slack.com", "", "workspace"),
    (
        "docs.google.com",
        r"/(?:a/[^/]+/)?(?:document|spreadsheets|presentation|forms|drawings)/",
        "share",
    ),
    ("drive.google.com", r"/.", "share"),
    ("sites.google.com", r"/(?:a/)?[^/]+\.[^/]+/", "workspace"),
    ("mail.google.com", "", "workspace"),
    ("calendar.google.com", "", "workspace"),
    ("chat.google.com", "", "workspace"),
    ("meet.google.com", r"/[a-z]{3}-", "share"),
    ("notion.so", r"/.*[0-9a-f]{32}|/[^/]+/.+", "workspace"),
    ("notion.site", r"/.*[0-9a-f]{32}", "workspace"),
    ("forms.gle", r"/.", "share"),
    ("forms.office.com", r"/.", "share"),
    ("forms.microsoft.com", r"/.", "share"),
    ("loop.microsoft.com", r"/.", "share"),
    ("loop.cloud.microsoft", r"/.", "share"),
    ("worksmobile.com", r"/.+/", "workspace"),
    ("pagerduty.com", r"/(?:incidents|schedules|services)", "workspace"),
    ("workday.com", r"/.*/d/", "workspace"),
    ("console.aws.amazon.com", "", "workspace"),
    ("console.cloud.google.com", r"/.", "workspace"),
    ("portal.azure.com", r"/.", "workspace"),
    ("figma.com", r"^/(?:file|design|proto|board|slides|make)/", "share"),
    ("miro.com", r"/app/", "share"),
    ("dropbox.com", r"/(?:s|sh|scl|home|work)/", "share"),
    ("1drv.ms", "", "share"),
    ("onedrive.live.com", "", "share"),
    ("box.com", r"/(?:s|file|folder|v)/", "share"),
    ("teams.microsoft.com", r"/l/", "workspace"),
    ("teams.live.com", "", "workspace"),
    ("outlook.office.com", "", "workspace"),
    ("zoom.us", r"/(?:j|s|my|rec|w)/", "share"),
    ("webex.com", r"/(?:meet|join)/|/j\.php", "share"),
    ("trello.com", r"/[bc]/", "workspace"),
    ("app.asana.com", r"/.", "workspace"),
    ("linear.app", r"/[^/]+/issue/", "workspace"),
    ("monday.com", r"/boards/", "workspace"),
    ("app.clickup.com", "", "workspace"),
    ("chatwork.com", r"/.*#!rid", "workspace"),
    ("kibe.la", r"/notes/|/@", "workspace"),
    ("esa.io", r"/posts/", "workspace"),
    ("docbase.io", "", "workspace"),
    ("qiita.com", r"/[^/]+/private/|^/shared/", "workspace"),
    ("backlog.jp", "", "workspace"),
    ("backlog.com", r"/(?:view|wiki|find|projects|git|alias)/", "workspace"),
    ("cybozu.com", r"/(?:k|o|g|m)/", "workspace"),
    ("kintone.com", r"/k/", "workspace"),
    ("service-now.com", "", "workspace"),
    ("myworkday.com", "", "workspace"),
    ("smarthr.jp", "", "workspace"),
    ("okta.com", r"/(?:app|login|home|user)", "workspace"),
    ("my.salesforce.com", "", "workspace"),
    ("lightning.force.com", "", "workspace"),
    ("zendesk.com", r"/agent/", "workspace"),
    ("app.box.com", "", "share"),
    ("airtable.com", r"/(?:app|shr|tbl)", "share"),
    ("lucid.app", "", "share"),
    ("datadoghq.com", r"/(?:dashboard|logs|apm|notebook)", "workspace"),
    ("sentry.io", r"/(?:organizations|issues)/", "workspace"),
    ("visualstudio.com", "", "workspace"),
    ("dev.azure.com", r"/.", "workspace"),
    ("gigafile.nu", "", "share"),
)
"""Host, pattern at its path (empty: any), and the variant of the rule."""


def judge(target: str, internal_domains: Sequence[str]) -> str | None:
    """The variant of `internal_url` for a decoded link, or None for a public one."""
    host = host_of(target)
    if target.startswith("\\\\") or target[1:3] == ":\\":
        return "path"
    if not host:
        return None
    if address := _address(host):
        return _judge_address(address)
    if any(is_under(host, domain) for domain in internal_domains):
        return "host"
    return _judge_name(host, target)


def is_under(host: str, domain: str) -> bool:
    """Whether `host` is `domain` or below it; a domain may be written `*.example.com`."""
    plain = domain.strip().lower().removeprefix("*").strip(".")
    return bool(plain) and (host == plain or host.endswith("." + plain))


def _judge_name(host: str, target: str) -> str | None:
    labels = host.split(".")
    if host == "localhost" or labels[-1] == "localhost":
        return "loopback"
    if len(labels) == 1 or labels[-1] in INTERNAL_TOP or host.endswith(".home.arpa"):
        return "host"
    is_package = "://" not in target and labels[0] in _PACKAGE_ROOTS
    if not is_package and (_INTERNAL_LABELS & set(labels[:-1]) or "corp" in labels[1:-2]):
        return "host"
    path = target.split("://", 1)[-1].partition("/")
    for domain, pattern, variant in _WORKSPACES:
        if is_under(host, domain) and re.search(pattern, path[1] + path[2]):
            return variant
    inner = any(label in _SERVICE_LABELS or _REHEARSAL.fullmatch(label) for label in labels[:-2])
    if inner and not any(is_under(host, d) for d in _PUBLIC_SERVICES):
        return "service"
    if labels[1:] == ["slack", "com"] and labels[0] not in _SLACK_ITSELF:
        return "workspace"
    return None


_REHEARSAL = re.compile(
    r"(?:dev|stg|stage|staging|test|uat|qa)-.*|.*-(?:dev|stg|stage|staging|test|uat|qa)"
)
"""Labels of hosts that are no public ones yet: `portal-stg`."""
_SLACK_ITSELF = frozenset(["www", "api", "app", "status", "hooks", "files", "edgeapi", "docs"])


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None


def _judge_address(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str | None:
    if address.is_loopback:
        return "loopback"
    return "host" if is_private(address) else None


_EXAMPLE_NETS = tuple(
    ipaddress.ip_network(net)
    for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)


def is_private(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address belongs to an inner network; documentation ranges do not."""
    return address.is_private and not any(address in net for net in _EXAMPLE_NETS)
