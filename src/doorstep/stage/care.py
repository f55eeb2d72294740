"""Care for whoever plays: whom to talk to, and an answer to how they are. Nothing here is kept or sent."""

from __future__ import annotations

TALK = (
    "Your supervisor, your practice educator, or the tutor of this course",
    "Your employer's assistance programme; your principal social worker",
    "Social Workers Union or BASW, for advice",
    "Samaritans, Mind or Shout",
    "NAPAC, The Survivors Trust, Rape Crisis, Stop It Now or Acts Fast, where something of your own was touched",
    "National Domestic Abuse Helpline",
)
"""Names only, in no order of worth; each is looked up again before a release (CONTRIBUTING.md)."""

CHECK = {
    "fine": "All right",
    "stays": "Some of it is staying with me",
    "not-good": "Not good",
}
"""What can be answered at the end to how somebody is."""

SAID = {
    "fine": "Good. Your answer was not kept.",
    "stays": (
        "That happens to people who do this work well. Tell one person today what stayed. Whom you could talk to is "
        "below. Your answer was not kept."
    ),
    "not-good": (
        "Then leave it here for today, and talk to somebody before the next one; whom, is below. If you or anybody "
        "else is in danger now, ring 999. Your answer was not kept."
    ),
}
"""What is said to each answer."""
