"""The house's clocks where a country's law or practice asks for more than the network does."""

from dataclasses import dataclass

from plugins.contract.text import LegalBasis


@dataclass(frozen=True, slots=True)
class HouseClock:
    """A clock of the network that is stricter in a country.

    :param code: of the network's clock; ``core.branches.clocks`` has them with their units.
    :param amount: in the clock's unit; never looser than what the network has.
    """

    code: str
    amount: int
    basis: LegalBasis
