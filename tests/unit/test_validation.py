"""What pydantic finds, as sentences."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError, model_validator

from syndicate.i18n import _
from syndicate.validation import MUST_SHOW, Count, FieldError, problems_of


class Inner(BaseModel):
    """Something within."""

    name: str


class Everything(BaseModel):
    """One field of each kind."""

    model_config = {"extra": "forbid"}

    text: Annotated[str, Field(min_length=2, max_length=4)] = "ok"
    shown: Annotated[str, MUST_SHOW] = "x"
    count: Count = 0
    share: Annotated[float, Field(lt=1)] = 0
    flag: bool = False
    day: date | None = None
    at: datetime | None = None
    word: Literal["a", "b"] = "a"
    items: list[Inner] = Field(default_factory=list, max_length=1)
    table: dict[str, str] = Field(default_factory=dict)
    form: Annotated[str, Field(pattern="^x")] = "x"

    @model_validator(mode="after")
    def _not_both(self) -> Everything:
        if self.flag and self.word == "b":
            raise FieldError(_("This must be text."))
        return self


def problems(**fields: Any) -> dict[str, str]:
    """Field and English sentence of everything that is wrong."""
    with pytest.raises(ValidationError) as caught:
        Everything.model_validate(fields, strict=True)
    return {field: str(text) for field, text in problems_of(caught.value)}


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"text": "x"}, "text", "Please write at least 2 characters."),
        ({"text": "xxxxx"}, "text", "Please write at most 4 characters."),
        ({"text": 1}, "text", "This must be text."),
        ({"shown": "\u200b\u3000"}, "shown", "Please write something here."),
        ({"count": -1}, "count", "This must be at least 0."),
        ({"count": 2**31}, "count", "This must be at most 2147483647."),
        ({"count": 1.5}, "count", "This must be a whole number."),
        ({"flag": "yes"}, "flag", "Please answer yes or no."),
        ({"day": "x"}, "day", "Please give a date as YYYY-MM-DD."),
        ({"at": "x"}, "at", "Please give the time as YYYY-MM-DDTHH:MM:SS+HH:MM."),
        ({"word": "c"}, "word", "Please choose one of: 'a' or 'b'."),
        ({"items": {}}, "items", "This must be a list."),
        ({"items": [{"name": "x"}] * 2}, "items", "At most 1 are possible."),
        ({"items": [{}]}, "items.0.name", "This is needed."),
        ({"table": []}, "table", "This must be an object."),
        ({"form": "y"}, "form", "This does not have the form it must have."),
        ({"colour": 1}, "colour", "There is no such field."),
        ({"flag": True, "word": "b"}, "body", "This must be text."),
    ],
)
def test_each_kind_of_mistake_has_its_sentence(
    fields: dict[str, Any], field: str, sentence: str
) -> None:
    assert problems(**fields) == {field: sentence}


def test_every_mistake_is_named_at_once() -> None:
    assert set(problems(text=1, flag="x", colour=1)) == {"text", "flag", "colour"}


def test_a_kind_without_a_sentence_gives_the_words_of_the_library() -> None:
    assert problems(share=2.0) == {"share": "This cannot be used: Input should be less than 1."}


def test_a_whole_number_may_have_a_point() -> None:
    assert Everything.model_validate({"count": 3.0}, strict=True).count == 3


def test_sentences_are_in_japanese_too() -> None:
    with pytest.raises(ValidationError) as caught:
        Everything.model_validate({"text": "xxxxx"})
    ((_field, text),) = problems_of(caught.value)

    assert "4" in text.in_("ja")
    assert not text.in_("ja").isascii()
