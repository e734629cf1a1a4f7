"""A filled form as it is opened: its answers, and what of them its reader may see."""

from dataclasses import dataclass
from typing import Any

from core.forms.models import FormRecord
from core.forms.places import Places
from core.forms.records import Answers
from core.forms.schema import Missing, missing
from core.forms.withholding import without
from plugins.contract.forms import LegalForm


@dataclass(frozen=True, slots=True)
class Opened:
    """A filled form with everything that a page or a print says of it.

    :param answers: all of them, for checks and for what is kept; pages say :attr:`shown`.
    :param withheld: answers of a class that its reader has no right to.
    """

    record: FormRecord
    form: LegalForm
    answers: Answers
    places: Places
    withheld: frozenset[str]

    @property
    def shown(self) -> dict[str, Any]:
        """The answers that its reader may see."""
        return without(self.answers.values, self.withheld)

    @property
    def missing(self) -> list[Missing]:
        """What signing still needs."""
        return missing(self.form, self.answers.values)
