"""`syndicate user …`: accounts and API tokens."""

from __future__ import annotations

import click
from pydantic import ValidationError

from syndicate.cli.edge import account, now, open_kit, shell_actor, writing
from syndicate.errors import Invalid
from syndicate.models import DisplayOrder, Role
from syndicate.services import accounts, tokens
from syndicate.validation import problems_of


@click.group()
def user() -> None:
    """Accounts."""


@user.command("add")
@click.argument("email")
@click.option("--family", default="", help="Family name.")
@click.option("--given", default="", help="Given name.")
@click.option("--reading", default="", help="Kana, for sorting.")
@click.option("--romaji", default="", help="Latin letters.")
@click.option("--family-first", is_flag=True, help="Show the family name first.")
@click.option("--department", default="")
@click.option("--locale", default="en", show_default=True, help="en or ja.")
@click.option("--time-zone", default="UTC", show_default=True, help="IANA zone.")
@click.option("--role", "roles", multiple=True, type=click.Choice([role.value for role in Role]))
@click.option("--password", help="Asked for when not given; an empty one means sign-in by others.")
def add(email: str, password: str | None, family_first: bool, **fields: object) -> None:  # noqa: FBT001 - click passes flags so
    """Add an account."""
    order = DisplayOrder.FAMILY_FIRST if family_first else DisplayOrder.GIVEN_FIRST
    try:
        data = accounts.NewUser.model_validate(
            {**fields, "email": email, "display_order": order, "roles": frozenset(fields["roles"])}  # type: ignore[call-overload] # click gives a tuple
        )
    except ValidationError as error:
        raise Invalid.fields(problems_of(error)) from error
    kit = open_kit()
    if password is None:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    with writing(kit) as session:
        actor = shell_actor(session)
        made = accounts.add_user(session, data, actor=actor, now=now())
        if password:
            accounts.set_password(session, made, password, actor=actor, now=now())
    click.echo(f"{made.email} {made.id}")


@user.command("token")
@click.argument("email")
@click.option("--label", default="command line", show_default=True)
def token(email: str, label: str) -> None:
    """Make an API token. It is shown once."""
    kit = open_kit()
    with writing(kit) as session:
        owner = account(session, email)
        _row, secret = tokens.add(session, owner, label, actor=shell_actor(session), now=now())
    click.echo(secret)


COMMANDS = (user,)
