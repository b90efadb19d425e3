"""Counts: nobody's name, no story's title."""

from __future__ import annotations

from syndicate.api import answers as out
from syndicate.api.operation import Call, Operation
from syndicate.policy import Permission
from syndicate.services import metrics, post_metrics, stories


def count_stories(call: Call) -> out.StoryCounts:
    """How many stories are in each state, for the PR desk, privacy review and admins."""
    counted = metrics.stories_by_state(call.session, call.actor)
    return out.StoryCounts(
        total=sum(counted.values()), states={state.value: n for state, n in counted.items()}
    )


def story_metrics(call: Call, id: str) -> out.StoryMetrics:  # noqa: A002 - the name in the path
    """What the channels tell of a story's copies: counts only, never who."""
    story = stories.load(call.session, id, call.actor, Permission.STORY_FOLLOW)
    return out.StoryMetrics(
        items=[
            out.CopyCountsOut(
                channel=copy.receipt.channel.name,
                permalink=copy.receipt.permalink,
                gone=copy.receipt.gone_at is not None,
                counts={name.value: value for name, value in copy.counts.items()},
                read_at=copy.read_at,
            )
            for copy in post_metrics.of_story(call.session, story)
        ]
    )


def count_deliveries(call: Call) -> out.AllChannelCounts:
    """What stands at each channel and what is under way there."""
    return out.AllChannelCounts(
        items=[
            out.ChannelCountsOut(
                channel=counts.channel.name,
                standing=counts.standing,
                taken_down=counts.taken_down,
                deliveries={state.value: n for state, n in counts.deliveries.items()},
            )
            for counts in metrics.by_channel(call.session, call.actor)
        ]
    )


OPERATIONS = (
    Operation("GET", "/metrics/stories", "Count stories", count_stories, out.StoryCounts),
    Operation(
        "GET", "/metrics/stories/{id}", "Count a story's readers", story_metrics, out.StoryMetrics
    ),
    Operation(
        "GET", "/metrics/channels", "Count deliveries", count_deliveries, out.AllChannelCounts
    ),
)
