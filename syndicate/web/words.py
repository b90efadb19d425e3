"""What pages call the values of the database. One table for each, used by every page."""

from __future__ import annotations

from syndicate.i18n import Text, _
from syndicate.models import (
    DeliveryKind,
    DeliveryState,
    How,
    NameForm,
    OnLeaving,
    Reason,
    ResolutionKind,
    Role,
)
from syndicate.services.places import Standing

HOWS: dict[How, Text] = {
    How.AUTHOR: _("author"),
    How.NAMED: _("named"),
    How.QUOTED: _("quoted"),
    How.PICTURED: _("in a picture"),
}
NAME_FORMS: dict[NameForm, Text] = {
    NameForm.FULL: _("Full name"),
    NameForm.GIVEN: _("Given name only"),
    NameForm.DEPARTMENT: _("Department only"),
    NameForm.ANONYMOUS: _("No name"),
}
ON_LEAVING: dict[OnLeaving, Text] = {
    OnLeaving.REMOVE: _("Take the story down"),
    OnLeaving.ANONYMISE: _("Keep it without my name"),
    OnLeaving.KEEP: _("Keep it as it is"),
}
RESOLUTIONS: dict[ResolutionKind, Text] = {
    ResolutionKind.REDACT: _("Take it out"),
    ResolutionKind.CONSENTED: _("There is a consent"),
    ResolutionKind.JUSTIFIED: _("Keep it, for a reason"),
    ResolutionKind.FALSE_ALARM: _("False alarm"),
}
ROLES: dict[Role, Text] = {
    Role.PR: _("PR desk"),
    Role.PRIVACY: _("Privacy review"),
    Role.ADMIN: _("Administration"),
}
VIEWS: dict[str, Text] = {
    "edit": _("Edit"),
    "text": _("Text"),
    "changes": _("Changes"),
    "previews": _("Previews"),
    "findings": _("Findings"),
}
KINDS: dict[DeliveryKind, Text] = {
    DeliveryKind.PUBLISH: _("Publish"),
    DeliveryKind.UPDATE: _("Update"),
    DeliveryKind.TAKE_DOWN: _("Take down"),
}
DELIVERY_STATES: dict[DeliveryState, tuple[Text, str, str]] = {
    DeliveryState.READY: (_("Waiting to be sent"), "clock", "info"),
    DeliveryState.SENDING: (_("Being sent"), "send", "wait"),
    DeliveryState.UNCERTAIN: (_("Not confirmed; it will be looked up"), "half", "warn"),
    DeliveryState.CHECKING: (_("Being looked up"), "eye", "wait"),
    DeliveryState.DONE: (_("Done"), "check", "good"),
    DeliveryState.NEEDS_PERSON: (_("Needs a person"), "hand", "bad"),
    DeliveryState.CANCELLED: (_("Called off"), "minus", "quiet"),
    DeliveryState.GIVEN_UP: (_("Given up"), "x", "quiet"),
}
"""Word, icon and tone."""
REASONS: dict[Reason, Text] = {
    Reason.ALTERED: _("It is not what was approved any more."),
    Reason.BLOCKED: _("Something blocks the story."),
    Reason.BY_HAND: _("This channel is served by hand: somebody does it there and says so here."),
    Reason.CANNOT_TELL: _("The channel cannot say whether it is there."),
    Reason.DIFFERENT: _("Something else stands there than what was approved."),
    Reason.FAULT: _("Something went wrong on our side."),
    Reason.FIRST_GIVEN_UP: _("The first channel was given up."),
    Reason.LATE: _("Its time is long past, so a person is asked first."),
    Reason.QUIET: _("The channel has a quiet period; it goes out when that ends."),
    Reason.QUOTA: _("The channel's number for today is used up; it goes out after 00:00 UTC."),
    Reason.RECONNECT: _("The account must be connected again."),
    Reason.REFUSED: _("The channel refused it."),
    Reason.REPLACED: _("A newer version takes its place."),
    Reason.STILL_THERE: _("It was taken down, and can still be seen."),
    Reason.TAKEN: _("The channel gave an id that belongs to another story."),
    Reason.THROTTLED: _("The channel asked to wait."),
    Reason.UNKNOWN: _("The channel gave no clear answer."),
    Reason.UNREACHABLE: _("The channel could not be reached."),
    Reason.VANISHED: _("It was accepted, and cannot be seen."),
    Reason.WITHDRAWN: _("The story was withdrawn."),
    Reason.WORKERS_DIED: _("The workers that tried were ended three times."),
}
WAYS: dict[str, Text] = {
    "web": _("signed in"),
    "api": _("by a program"),
    "link": _("by the link in the mail"),
    "cli": _("by the operator"),
    "job": _("by syndicate"),
}
"""How somebody answered."""
PLACES: dict[Standing, tuple[Text, str, str]] = {
    Standing.ASKED: (_("Asked"), "clock", "wait"),
    Standing.GONE: (_("Gone"), "check", "good"),
    Standing.STILL_THERE: (_("Still there"), "alert", "bad"),
    Standing.BY_HAND: (_("By hand"), "hand", "warn"),
}
"""How far a take-down is at one place: word, icon and tone."""
EVENTS: dict[str, Text] = {
    "story:consent:agreed": _("Agreed"),
    "story:correction:begun": _("Correction begun"),
    "story:correction:dropped": _("Correction dropped"),
    "story:draft:saved": _("Text saved"),
    "company:rules:changed": _("Rules of the privacy scan changed"),
    "company:suppression:ended": _("False alarm for the whole company ended"),
    "company:suppression:set": _("False alarm for the whole company"),
    "story:finding:added": _("Finding added"),
    "story:finding:redacted": _("Findings taken out"),
    "story:finding:resolved": _("Finding resolved"),
    "story:gate:claimed": _("Taken on"),
    "story:gate:opened": _("Opened"),
    "story:gate:reassigned": _("Handed on"),
    "story:gate:released": _("Given back"),
    "story:gate:reopened": _("Opened again"),
    "story:gate:taken_over": _("Taken over"),
    "story:nomination:added": _("Nominated"),
    "story:nomination:taken_back": _("Nomination taken back"),
    "story:person:erased": _("A person was erased from it"),
    "story:release:begun": _("Its time came"),
    "story:release:given_up": _("Went out nowhere"),
    "story:release:gone": _("Gone everywhere"),
    "story:release:live": _("Live"),
    "story:release:partly_live": _("Partly live"),
    "story:release:published": _("Sent on its way"),
    "story:release:withdrawn": _("Withdrawn"),
    "story:review:approved": _("Approved by PR"),
    "story:review:cleared": _("Cleared by privacy review"),
    "story:review:fallen_open": _("Back to review"),
    "story:review:passed": _("All gates hold"),
    "story:review:returned": _("Returned to drafting"),
    "story:review:submitted": _("Submitted for review"),
    "story:scan:repeated": _("Read again by changed rules"),
    "story:schedule:acknowledged": _("Caution noted; goes out all the same"),
    "story:schedule:cleared": _("Taken off the schedule"),
    "story:schedule:kept": _("Scheduled as planned"),
    "story:schedule:missed": _("Missed its time"),
    "story:schedule:set": _("Time chosen"),
    "story:triage:accepted": _("Accepted; the author is asked"),
    "story:triage:merged": _("Merged"),
}
"""What happened, as a timeline tells it; other processes' events are told by their step."""
SURFACES: dict[str, Text] = {
    "alt": _("Description of an image"),
    "body": _("Text"),
    "byline": _("Author's name"),
    "image": _("Picture"),
    "link": _("Link"),
    "slug": _("Address"),
    "summary": _("Summary"),
    "tag": _("Tag"),
    "title": _("Title"),
}
"""The texts of a payload; publishers may have others, which keep their own names."""
