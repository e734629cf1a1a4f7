"""What whoever works with children needs: the certificate of the registry of sexual offenders (RENAS, Decreto 22-2017).

The prosecutor issues it free of charge; six months are what the press of 2017 said (B), and whether that still holds is
to be confirmed. Without one in force nobody is in contact with children (B).
"""

from countries.gt.sources import norm
from plugins.contract.staff import Clearance
from plugins.contract.text import Text

MONTHS = 6


def clearances() -> tuple[Clearance, ...]:
    """Give the one certificate that was found."""
    return (
        Clearance(
            code="renas",
            label=Text.of(es="Certificado RENAS", en="RENAS certificate"),
            basis=norm("renas"),
            issuer="mp_fiscalia",
            months=MONTHS,
            term_basis=norm("renas"),
            stops_shift=True,
        ),
    )
