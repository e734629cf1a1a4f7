"""What a country asks of whoever works with children: certificates with a number and a time for which they count."""

from dataclasses import dataclass

from plugins.contract.text import LegalBasis, Text


@dataclass(frozen=True, slots=True)
class Clearance:
    """A kind of certificate.

    :param issuer: code of the institution that issues it, or None.
    :param basis: why it is asked for; ``term_basis`` is how long it counts, which may be known worse.
    :param months: so long it counts from its first day, or None where nobody has said.
    :param roles: who needs it; empty for everybody who works in the house.
    :param stops_shift: nobody begins a shift with children without one; only where the law says so.
    """

    code: str
    label: Text
    basis: LegalBasis
    issuer: str | None = None
    months: int | None = None
    term_basis: LegalBasis | None = None
    roles: tuple[str, ...] = ()
    stops_shift: bool = False

    def is_for(self, role: str) -> bool:
        """Tell whether somebody in a role needs it."""
        return not self.roles or role in self.roles
