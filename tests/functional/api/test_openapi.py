"""The OpenAPI document says what the API does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from syndicate.api.blueprint import OPERATIONS
from tests.functional.api.client import ORIGIN, Api

PROMISED = """
GET /cautions · POST /cautions · GET /me/mails · PUT /me/mails · GET /me/consents ·
POST /leavers · POST /erasures ·
GET /me · POST /nominations · POST /assets · GET /stories · GET /stories/{id} ·
PUT /stories/{id}/draft · GET /stories/{id}/payloads · POST /stories/{id}/steps/{step} ·
GET /stories/{id}/consents · POST /stories/{id}/consents · GET /stories/{id}/findings ·
POST /findings/{id}/resolution · GET /stories/{id}/deliveries · POST /deliveries/{id}/retry ·
POST /deliveries/{id}/confirm · POST /deliveries/{id}/give_up · GET /stories/{id}/evidence ·
POST /stories/{id}/draft/consequences · GET /stories/{id}/gates · GET /gates ·
POST /stories/{id}/gates/{gate}/claim · POST /stories/{id}/gates/{gate}/release ·
POST /stories/{id}/gates/{gate}/reassign · GET /deputies · POST /deputies ·
DELETE /deputies/{id} · GET /routes · PUT /routes · PUT /routes/choice ·
GET /events · GET /metrics/stories ·
GET /metrics/stories/{id} · GET /metrics/channels · POST /freeze ·
GET /rules · PUT /rules
"""


@pytest.fixture
def document(api: Api) -> Any:
    """The document as anybody may fetch it."""
    answer = api.app.test_client().get("/api/openapi.json", base_url=ORIGIN)
    assert answer.status_code == 200
    return answer.json


def operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    """Every method, path and description."""
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            yield method.upper(), path, described


def test_it_lists_exactly_what_was_promised(document: Any) -> None:
    promised = {line.strip() for line in PROMISED.replace("\n", " ").split("·")}

    assert {f"{method} {path}" for method, path, _ in operations(document)} == promised


def test_every_reference_leads_somewhere(document: Any) -> None:
    names = re.findall(r'"\$ref": "#/components/schemas/(\w+)"', json.dumps(document))

    assert names
    assert set(names) <= set(document["components"]["schemas"])


def test_every_operation_is_described(document: Any) -> None:
    seen = set()
    for _method, path, described in operations(document):
        assert described["summary"]
        assert described["description"].endswith(".")
        seen.add(described["operationId"])
        named = {p["name"] for p in described["parameters"] if p["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path))
        assert {"401", "403", "404", "422"} <= set(described["responses"])
    assert len(seen) == len(OPERATIONS)


def test_reads_and_writes_differ_in_what_can_go_wrong(document: Any) -> None:
    for method, _path, described in operations(document):
        conflicts = {"409", "413", "415"} <= set(described["responses"])
        assert conflicts == (method != "GET")
        keyed = any(p["name"] == "Idempotency-Key" for p in described["parameters"])
        assert keyed == (method == "POST")


def test_texts_say_what_no_database_takes(document: Any) -> None:
    place = document["components"]["schemas"]["NominationInput"]["properties"]["place"]

    assert not re.search(place["pattern"], "a\0b")
    assert re.search(place["pattern"], "どこか")


def test_patterns_and_limits_of_a_parameter_are_told(document: Any) -> None:
    parameters = {
        p["name"]: p["schema"] for p in document["paths"]["/stories"]["get"]["parameters"]
    }

    assert parameters["limit"] | {"description": ""} == {
        "default": 20,
        "description": "",
        "maximum": 100,
        "minimum": 1,
        "title": "Limit",
        "type": "integer",
    }
    assert parameters["state"]["enum"][0] == "nominated"
    assert parameters["waiting_for"]["enum"] == ["author", "pr", "privacy"]
    assert parameters["cursor"]["pattern"].startswith("^")
    assert "null" not in json.dumps(parameters)


def test_an_image_and_a_file_have_their_media_types(document: Any) -> None:
    upload = document["paths"]["/assets"]["post"]["requestBody"]["content"]
    evidence = document["paths"]["/stories/{id}/evidence"]["get"]["responses"]["200"]["content"]

    assert set(upload) == {"image/jpeg", "image/png", "image/gif", "image/webp"}
    assert set(evidence) == {"application/zip"}
