"""Flags and a ladder become lists: who owns which pupil, why, and who is one step short."""

from tmi_cli.escalation.escalate import Case, NearMiss, Owner, escalate, near_misses

__all__ = ["Case", "NearMiss", "Owner", "escalate", "near_misses"]
