"""The recognisers that come with the product."""

from __future__ import annotations

from syndicate.privacy.recognisers import (
    births,
    business,
    children,
    email,
    labelled,
    names,
    network,
    numbers,
    phone,
    places,
    secrets,
    sensitive,
    terms,
    unseen,
)
from syndicate.privacy.recognisers.registry import BuiltIn, Recogniser

BUILT_IN: tuple[Recogniser, ...] = (
    names.People(),
    BuiltIn("accounts", names.find_accounts),
    BuiltIn("channels", names.find_channels),
    BuiltIn("e-mail", email.find),
    BuiltIn("telephone", phone.find),
    BuiltIn("cards", numbers.find_cards),
    BuiltIn("My Number", numbers.find_my_numbers),
    BuiltIn("corporate numbers", numbers.find_corporate_numbers),
    BuiltIn("labelled numbers", labelled.find_labelled),
    BuiltIn("bank accounts", labelled.find_banks),
    BuiltIn("identity documents", labelled.find_documents),
    BuiltIn("employee numbers", labelled.find_employee_ids),
    BuiltIn("links", network.find_links),
    BuiltIn("network addresses", network.find_addresses),
    BuiltIn("tickets", network.find_tickets),
    BuiltIn("keys", secrets.find_keys),
    BuiltIn("passwords", secrets.find_passwords),
    BuiltIn("addresses", places.find_addresses),
    BuiltIn("locations", places.find_locations),
    BuiltIn("company terms", terms.find_terms),
    BuiltIn("dates of birth", births.find_births),
    BuiltIn("ages", births.find_ages),
    children.Children(),
    BuiltIn("special categories", sensitive.find_special),
    BuiltIn("descriptions", sensitive.find_descriptions),
    BuiltIn("figures", business.find_figures),
    BuiltIn("quotes", business.find_quotes),
    unseen.Unseen(),
)
