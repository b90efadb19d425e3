"""The one table of what is found: every rule, its severity, why it matters, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from syndicate.i18n import Text, _
from syndicate.privacy.findings import Kind, Operator, Severity

BLOCK, WARN, INFO = Severity.BLOCK, Severity.WARN, Severity.INFO


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing a recogniser can say. The part of `id` before the dot is the kind."""

    id: str
    severity: Severity
    message: Text

    @property
    def kind(self) -> Kind:
        """The kind of the findings this rule makes."""
        return Kind(self.id.partition(".")[0])

    @property
    def operator(self) -> Operator:
        """The usual way to take such a finding out."""
        return _OPERATORS.get(self.kind, Operator.REMOVE)


_OPERATORS = {
    **dict.fromkeys((Kind.PERSON_EMPLOYEE, Kind.PERSON_EXTERNAL), Operator.ROLE),
    **dict.fromkeys(
        (Kind.MINOR, Kind.EMAIL, Kind.PHONE, Kind.ADDRESS, Kind.PRECISE_LOCATION,
         Kind.DATE_OF_BIRTH, Kind.CODENAME, Kind.CUSTOMER_COMPANY),
        Operator.GENERALISE,
    ),
    **dict.fromkeys(
        (Kind.SPECIAL_CATEGORY, Kind.SMALL_COUNT, Kind.UNRELEASED_FIGURE, Kind.QUOTE),
        Operator.OWN_WORDS,
    ),
    **dict.fromkeys((Kind.FACE, Kind.IMAGE_TEXT), Operator.BLUR),
}  # fmt: skip
"""Where removing is not the usual way."""


_TABLE = (
    Rule(
        "person_employee.full_name",
        BLOCK,
        _("The full name of a member of staff. It needs their consent."),
    ),
    Rule(
        "person_employee.addressed",
        BLOCK,
        _("A member of staff, named with a title. It needs their consent."),
    ),
    Rule(
        "person_employee.titled",
        BLOCK,
        _(
            "A member of staff, with a title behind the name. It needs their consent; to people "
            "outside, the title goes first: 部長の高橋, not 高橋部長."
        ),
    ),
    Rule(
        "person_employee.initials",
        BLOCK,
        _("The initials and a name of a member of staff. It needs their consent."),
    ),
    Rule(
        "person_employee.alone",
        BLOCK,
        _("A name from the staff directory. It needs this person's consent."),
    ),
    Rule(
        "person_employee.ambiguous",
        WARN,
        _("A name from the staff directory that is also an ordinary word."),
    ),
    Rule("person_employee.consented", INFO, _("A member of staff whose consent is on file.")),
    Rule(
        "person_external.customer",
        BLOCK,
        _("A customer or partner, named. Ask them, or name their role."),
    ),
    Rule(
        "person_external.addressed",
        BLOCK,
        _("A person who is not in the staff directory, named with a title."),
    ),
    Rule(
        "person_external.full_name",
        BLOCK,
        _("The full name of a person who is not in the staff directory."),
    ),
    Rule("person_external.alone", WARN, _("This looks like the name of a person.")),
    Rule("person_external.consented", INFO, _("A person whose consent is on file.")),
    Rule("minor.family", BLOCK, _("A child who can be recognised by name, age or school.")),
    Rule("minor.age", BLOCK, _("A person under 18.")),
    Rule("handle.staff", WARN, _("An account name of a member of staff.")),
    Rule("handle.mention", WARN, _("An account name that may belong to a person.")),
    Rule("handle.channel", WARN, _("The name of an internal chat channel.")),
    Rule("email.address", BLOCK, _("An e-mail address of a person.")),
    Rule("email.disguised", BLOCK, _("An e-mail address, written so that programs miss it.")),
    Rule(
        "email.role", WARN, _("An e-mail address of a team. Check that it is meant for the public.")
    ),
    Rule("phone.number", BLOCK, _("A telephone number.")),
    Rule("phone.public", INFO, _("A public service line, free of charge or shared cost.")),
    Rule("phone.extension", WARN, _("An internal telephone extension.")),
    Rule("address.street", BLOCK, _("A postal address with a street and a number.")),
    Rule("address.postal_code", WARN, _("A postal code.")),
    Rule("precise_location.coordinates", BLOCK, _("Coordinates of a place.")),
    Rule("precise_location.home", BLOCK, _("Where a person lives.")),
    Rule("my_number.labelled", BLOCK, _("A My Number. Publishing one is unlawful in Japan.")),
    Rule("my_number.unlabelled", WARN, _("Twelve digits with the check digit of a My Number.")),
    Rule(
        "my_number.mistyped",
        WARN,
        _("Called a My Number, but the check digit is wrong: perhaps mistyped."),
    ),
    Rule("card.number", BLOCK, _("A payment card number.")),
    Rule("bank.iban", BLOCK, _("An international bank account number.")),
    Rule("bank.account", BLOCK, _("A bank account.")),
    Rule("employee_id.directory", BLOCK, _("An employee number from the staff directory.")),
    Rule("employee_id.labelled", BLOCK, _("An employee number.")),
    Rule("employee_id.pattern", BLOCK, _("Written like the employee numbers of this company.")),
    Rule("government_id.passport", BLOCK, _("A passport number.")),
    Rule("government_id.licence", BLOCK, _("A driving licence number.")),
    Rule("government_id.pension", BLOCK, _("A pension number.")),
    Rule("government_id.insurance", BLOCK, _("A health or employment insurance number.")),
    Rule("government_id.residence_card", BLOCK, _("A residence card number.")),
    Rule("government_id.social_security", BLOCK, _("A social security number.")),
    Rule("government_id.plate", WARN, _("The number plate of a vehicle.")),
    Rule("government_id.national", BLOCK, _("An identity or tax number.")),
    Rule("government_id.corporate_number", INFO, _("A corporate number. It is public.")),
    Rule("date_of_birth.date", BLOCK, _("A date or year of birth.")),
    Rule("date_of_birth.age", BLOCK, _("The age of a person.")),
    Rule(
        "special_category.person",
        BLOCK,
        _("Health, belief, origin or the like, said about a person."),
    ),
    Rule(
        "special_category.mention",
        WARN,
        _("Health, belief, origin or the like. Check that it points at nobody."),
    ),
    Rule(
        "small_count.described",
        WARN,
        _("A description that fits very few people, so colleagues will know who is meant."),
    ),
    Rule(
        "small_count.below_k",
        BLOCK,
        _("A description that fits only very few people in the staff directory."),
    ),
    Rule("internal_url.host", BLOCK, _("A link into the company network.")),
    Rule("internal_url.workspace", BLOCK, _("A link into a workspace of the company.")),
    Rule(
        "internal_url.share", BLOCK, _("A sharing link to a document: whoever has it may get in.")
    ),
    Rule("internal_url.path", BLOCK, _("A path on a file server of the company.")),
    Rule("internal_url.service", WARN, _("A link that looks like an internal service.")),
    Rule("internal_url.loopback", WARN, _("A link to the writer's own machine.")),
    Rule("internal_url.ticket", WARN, _("The key of an internal ticket.")),
    Rule("private_ip.private", BLOCK, _("An address inside the company network.")),
    Rule("private_ip.hardware", WARN, _("The hardware address of a machine.")),
    Rule("private_ip.public", WARN, _("An address of a machine on the internet.")),
    Rule("secret.key", BLOCK, _("An access key. Take it out and have it revoked.")),
    Rule("secret.private_key", BLOCK, _("A private key. Take it out and have it revoked.")),
    Rule("secret.password", BLOCK, _("A password. Take it out and change it.")),
    Rule(
        "secret.url_credentials", BLOCK, _("A password inside a link. Take it out and change it.")
    ),
    Rule("codename.term", BLOCK, _("A codename on the company's list.")),
    Rule(
        "customer_company.term",
        BLOCK,
        _("A customer on the company's list. Needs the customer's agreement."),
    ),
    Rule("unreleased_figure.figure", WARN, _("A business figure. Check that it is published.")),
    Rule(
        "unreleased_figure.confidential",
        BLOCK,
        _("A business figure that is called confidential nearby."),
    ),
    Rule(
        "quote.third_party",
        WARN,
        _("Words of somebody outside the staff directory. Did they agree?"),
    ),
    Rule("invisible.characters", WARN, _("Characters nobody can see.")),
    Rule("invisible.direction", WARN, _("Characters that turn the direction of writing.")),
    Rule(
        "invisible.lookalike",
        WARN,
        _("Letters of two alphabets in one word: it may not be what it looks like."),
    ),
    Rule("invisible.hidden_text", WARN, _("Text that is published but not shown.")),
    Rule(
        "face.found",
        BLOCK,
        _("A face. Whoever it is must have agreed to be seen, or it must be made unrecognisable."),
    ),
    Rule("image_text.found", BLOCK, _("Read in the picture: %(why)s")),
    Rule(
        "image_text.badge",
        WARN,
        _("Words as on a badge or a confidential paper. Look at what else can be read there."),
    ),
    Rule(
        "image_text.much",
        WARN,
        _("Much text: a screen, a whiteboard or a document? Read all of it before it goes out."),
    ),
    Rule(
        "image_text.contact",
        BLOCK,
        _("A contact card as a code. Whoever it belongs to must have agreed."),
    ),
    Rule("image_text.network", BLOCK, _("The way into a wireless network, as a code.")),
    Rule(
        "image_text.code",
        WARN,
        _("A code that telephones read. Scan it, and look where it leads."),
    ),
    Rule(
        "image_text.unread",
        WARN,
        _("Text in this picture was not looked for, since tesseract is not there. Read it."),
    ),
    Rule(
        "check_failed.image",
        BLOCK,
        _(
            "Could not check: nobody could look at this picture. Upload it again, or ask your "
            "administrator to run syndicate doctor."
        ),
    ),
    Rule(
        "check_failed.image_code",
        BLOCK,
        _("Could not check: codes in this picture could not be read. Upload the picture again."),
    ),
    Rule(
        "check_failed.image_text",
        BLOCK,
        _(
            "Could not check: the text in this picture could not be read. Try again, or take the "
            "picture out."
        ),
    ),
    Rule(
        "check_failed.recogniser",
        BLOCK,
        _("Could not check: the rule %(name)s failed. Try again, or ask your administrator."),
    ),
    Rule(
        "check_failed.too_long",
        BLOCK,
        _("Could not check: the text is longer than %(limit)s characters."),
    ),
    Rule(
        "check_failed.too_many",
        BLOCK,
        _("Could not show everything: more than %(limit)s findings. Shorten the text."),
    ),
)

RULES: Mapping[str, Rule] = {rule.id: rule for rule in _TABLE}
"""Every built-in rule by its id."""

KIND_SEVERITY: Mapping[Kind, Severity] = {
    kind: max(
        (rule.severity for rule in _TABLE if rule.kind is kind),
        key=lambda severity: severity.weight,
        default=BLOCK,
    )
    for kind in Kind
}
"""Severity of a finding a reviewer adds by hand: the gravest of the kind's rules."""


def severity_of(rule: Rule, overrides: Mapping[str, Severity]) -> Severity:
    """The severity of `rule`: by rule id, then by kind, then the table. Failures always block."""
    if rule.kind is Kind.CHECK_FAILED:
        return BLOCK
    return overrides.get(rule.id) or overrides.get(rule.kind.value) or rule.severity


def rule_table(extra: Iterable[Rule]) -> Mapping[str, Rule]:
    """The built-in rules and those of a company's own recognisers; ours cannot be replaced."""
    return {**{rule.id: rule for rule in extra}, **RULES}
