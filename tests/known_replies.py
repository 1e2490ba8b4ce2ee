"""Replies that many tests give: one that finds fault with the customer, and one that turns nothing down."""

from __future__ import annotations

NO = "Hi Rosa,\n\nWe can't move your pottery lesson to Sunday because the studio is closed then. You should have checked the calendar.\n"
YES = "Hi Rosa,\n\nYour refund is on its way to you. Thank you for your patience!\n"
