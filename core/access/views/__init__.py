"""Pages of access: the door, the hidden screen, one's own account, and the accounts of a house."""

from core.access.views import account, devices, door, enrolment, hiding, users
from core.access.views.blueprint import bp

__all__ = ["account", "bp", "devices", "door", "enrolment", "hiding", "users"]
