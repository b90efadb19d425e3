"""How LinkedIn behaves today: quirks that have been reported, each of which can be switched on."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

DAY = 24 * 3600


class Modes(BaseModel):
    """Quirks of the simulator; the defaults are LinkedIn on a good day."""

    model_config = ConfigDict(extra="forbid")

    visible_after: float = Field(0, ge=0, description="Seconds until a post can be read or found.")
    shuffled_pages: bool = Field(default=False, description="Finder pages come in no order.")
    bare_hashtags: bool = Field(
        default=False, description="Hashtag templates are given back with an unescaped sign."
    )
    ignored_edits: bool = Field(default=False, description="Edits answer 204 and change nothing.")
    ghost_duplicates: bool = Field(
        default=False, description="A deleted post counts as a duplicate for a day, by other names."
    )
    duplicates_pass: bool = Field(
        default=False, description="The same words can be posted twice: nothing guards us but us."
    )
    alternate_ids: bool = Field(default=False, description="Every other post is a ugcPost.")
    strict_text: bool = Field(
        default=False, description="Text that would be cut is refused instead."
    )
    lenient_addresses: bool = Field(
        default=False, description="Reserved characters inside web addresses cut nothing."
    )
    image_seconds: float = Field(0, ge=0, description="Seconds an uploaded image is processed.")
    image_fails: bool = Field(default=False, description="Every image fails to be processed.")
    upload_seconds: float = Field(600, description="Seconds an upload address is good for.")
    gives_refresh_token: bool = Field(default=True, description="As for approved partners.")
    refresh_life_as_minutes: bool = Field(
        default=False, description="The life of a refresh token is given as 525600."
    )
    gives_token_type: bool = Field(default=True, description="Older answers leave it out.")
    token_seconds: int = Field(60 * DAY, description="Life of an access token.")
    refused_fresh_calls: int = Field(
        0, ge=0, description="Calls refused with 65601 right after a token was issued."
    )
    daily_quota: int | None = Field(
        None, ge=0, description="Calls a day for each app, member and endpoint."
    )
    oldest_version: str = Field("202511", description="Older API versions answer 426.")
    newest_version: str = Field("202611", description="Newer API versions answer 426.")
    hidden_pages: bool = Field(default=False, description="A page's name is refused with 403.")
    role: str = Field("ADMINISTRATOR", description="The role members have for their pages.")
    role_state: str = Field("APPROVED", description="The state of that role.")
