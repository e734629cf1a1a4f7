"""What other rooms ask of access; the parts have a module each."""

from core.access.grants import NewGrant
from core.access.grants import give as grant
from core.access.signing_in import (
    Attempt,
    TooManyAttempts,
    finish_enrolment,
    knows_password,
    try_code,
    try_device,
    try_enrolment,
    try_password,
    try_unlock,
)
from core.access.users import (
    NewUser,
    add_user,
    end_grant,
    end_user,
    find_user,
    find_users,
    get_colleague,
    get_user,
    list_users,
    new_enrolment,
    set_password,
    set_pin,
    set_preferences,
    unlock_user,
)

__all__ = [
    "Attempt",
    "NewGrant",
    "NewUser",
    "TooManyAttempts",
    "add_user",
    "end_grant",
    "end_user",
    "find_user",
    "find_users",
    "finish_enrolment",
    "get_colleague",
    "get_user",
    "grant",
    "knows_password",
    "list_users",
    "new_enrolment",
    "set_password",
    "set_pin",
    "set_preferences",
    "try_code",
    "try_device",
    "try_enrolment",
    "try_password",
    "try_unlock",
    "unlock_user",
]
