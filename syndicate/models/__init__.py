"""Every word of the product as a table. No Flask, no session, no queries."""

from syndicate.models.account import ApiToken, Role, RoleGrant, User, UserSession
from syndicate.models.audit import Event
from syndicate.models.caution import CautionDay
from syndicate.models.channel import Channel, ChannelCredential, Freeze, OAuthAttempt
from syndicate.models.consent import Answer, Consent, ConsentRequest, NameForm, OnLeaving
from syndicate.models.delivery import (
    Attempt,
    Delivery,
    DeliveryKind,
    DeliveryState,
    MetricRow,
    Reason,
    ReceiptRow,
    ReceiptTag,
    WorkerHeartbeat,
)
from syndicate.models.directory import StaffMember
from syndicate.models.emergency import Emergency
from syndicate.models.gate import Decision, Gate, GateState, Seat
from syndicate.models.media import Asset
from syndicate.models.names import DisplayOrder, NameColumns
from syndicate.models.notice import MailKind, MailWay, MailWish, Notice, NoticeState
from syndicate.models.request import IdempotentAnswer
from syndicate.models.review import (
    FindingRow,
    ImageReading,
    Resolution,
    ResolutionKind,
    ReviewLook,
    ScanRun,
    Suppression,
)
from syndicate.models.route import (
    EVERY_DEPARTMENT,
    Deputy,
    Duty,
    ProcessChoice,
    RouteGate,
    RouteMember,
)
from syndicate.models.ruleset import RuleSet
from syndicate.models.story import (
    How,
    Nomination,
    PayloadRow,
    Person,
    Release,
    Revision,
    RevisionImage,
    SourcePost,
    State,
    Story,
)

__all__ = [
    "EVERY_DEPARTMENT",
    "Answer",
    "ApiToken",
    "Asset",
    "Attempt",
    "CautionDay",
    "Channel",
    "ChannelCredential",
    "Consent",
    "ConsentRequest",
    "Decision",
    "Delivery",
    "DeliveryKind",
    "DeliveryState",
    "Deputy",
    "DisplayOrder",
    "Duty",
    "Emergency",
    "Event",
    "FindingRow",
    "Freeze",
    "Gate",
    "GateState",
    "How",
    "IdempotentAnswer",
    "ImageReading",
    "MailKind",
    "MailWay",
    "MailWish",
    "MetricRow",
    "NameColumns",
    "NameForm",
    "Nomination",
    "Notice",
    "NoticeState",
    "OAuthAttempt",
    "OnLeaving",
    "PayloadRow",
    "Person",
    "ProcessChoice",
    "Reason",
    "ReceiptRow",
    "ReceiptTag",
    "Release",
    "Resolution",
    "ResolutionKind",
    "ReviewLook",
    "Revision",
    "RevisionImage",
    "Role",
    "RoleGrant",
    "RouteGate",
    "RouteMember",
    "RuleSet",
    "ScanRun",
    "Seat",
    "SourcePost",
    "StaffMember",
    "State",
    "Story",
    "Suppression",
    "User",
    "UserSession",
    "WorkerHeartbeat",
]
