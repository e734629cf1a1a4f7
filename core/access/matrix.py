"""Need to know: which role may do what with which class of data, as the network decided it.

Letters: ``W`` write and read, ``R`` read, ``S`` summary only, ``O`` own entries only, ``A`` reviews what the act
needs. A second letter narrows: ``C`` own caseload, ``T`` while on shift. Nothing named means nothing allowed.
The administrator of the software has no row of personal data.
"""

from collections.abc import Mapping

#: Classes whose every read is an event of the audit chain (INV-28), in the order of sensitivity.
VERY_HIGH = frozenset({"ID", "PSY-N", "MED-X", "LEG-S", "SEC", "SEAL", "AFT"})

MATRIX: Mapping[str, Mapping[str, str]] = {
    "director": {
        "ID": "R",
        "HDR": "R",
        "LOG": "R",
        "SOC": "R",
        "PSY-S": "S",
        "MED-E": "R",
        "MED-C": "S",
        "LEG-C": "R",
        "LEG-S": "S",
        "INC": "W",
        "AFT": "S",
        "SEC": "R",
        "OUT": "R",
        "HR": "W",
        "PUB": "W",
        "DON": "R",
        "AGG": "W",
        "AUD": "R",
    },
    "config_admin": {"HR": "S", "AUD": "W"},
    "social_worker": {
        "ID": "W",
        "HDR": "W",
        "LOG": "R",
        "SOC": "WC",
        "PSY-S": "SC",
        "MED-E": "R",
        "MED-C": "S",
        "LEG-C": "RC",
        "LEG-S": "SC",
        "INC": "W",
        "AFT": "WC",
        "OUT": "R",
        "HR": "O",
        "PUB": "R",
        "AGG": "R",
    },
    "psychologist": {
        "ID": "RC",
        "HDR": "R",
        "LOG": "RC",
        "SOC": "RC",
        "PSY-S": "WC",
        "PSY-N": "O",
        "MED-E": "R",
        "MED-C": "SC",
        "MED-X": "SC",
        "LEG-C": "RC",
        "LEG-S": "SC",
        "INC": "W",
        "AFT": "SC",
        "HR": "O",
        "PUB": "R",
        "AGG": "R",
    },
    "educator": {"HDR": "RT", "LOG": "WT", "PSY-S": "ST", "MED-E": "RT", "LEG-C": "ST", "INC": "W", "HR": "O"},
    "nurse": {
        "ID": "RC",
        "HDR": "R",
        "LOG": "R",
        "SOC": "S",
        "PSY-S": "S",
        "MED-E": "W",
        "MED-C": "W",
        "MED-X": "WC",
        "LEG-C": "S",
        "INC": "W",
        "AFT": "S",
        "HR": "O",
        "PUB": "R",
        "AGG": "R",
    },
    "lawyer": {
        "ID": "RC",
        "HDR": "R",
        "LOG": "S",
        "SOC": "RC",
        "PSY-S": "SC",
        "MED-C": "S",
        "LEG-C": "W",
        "LEG-S": "WC",
        "INC": "RC",
        "AFT": "SC",
        "SEC": "O",
        "HR": "O",
        "PUB": "R",
        "AGG": "R",
    },
    "facilitator": {"HDR": "S", "LOG": "O", "INC": "O", "HR": "O"},
    "outreach": {"HDR": "O", "INC": "O", "OUT": "W", "HR": "O", "PUB": "R", "AGG": "O"},
    "nursery_aide": {"HDR": "RT", "LOG": "WT", "PSY-S": "ST", "MED-E": "RT", "INC": "W", "HR": "O"},
    "reception": {"HDR": "S", "LOG": "O", "INC": "O", "HR": "O"},
    "training_officer": {"HR": "O", "PUB": "W", "AGG": "R"},
    "finance": {"HR": "O", "DON": "W"},
    "me_officer": {"HDR": "S", "HR": "S", "PUB": "R", "DON": "S", "AGG": "W", "AUD": "S"},
    "dpo": {
        "ID": "A",
        "HDR": "A",
        "LOG": "A",
        "SOC": "A",
        "PSY-S": "A",
        "MED-E": "A",
        "MED-C": "A",
        "MED-X": "A",
        "LEG-C": "A",
        "LEG-S": "A",
        "INC": "A",
        "SEAL": "A",
        "AFT": "A",
        "AGG": "R",
        "AUD": "R",
    },
    "hq_analyst": {"PUB": "S", "DON": "S", "AGG": "W", "AUD": "S"},
    "evaluator": {"AGG": "S"},
    "auditor": {
        "HDR": "S",
        "LEG-C": "S",
        "INC": "S",
        "AFT": "S",
        "HR": "S",
        "PUB": "R",
        "DON": "R",
        "AGG": "R",
        "AUD": "S",
    },
}

ROLES = tuple(MATRIX)

#: Roles of the regional office, which belong to no branch.
REGIONAL = frozenset({"hq_analyst", "evaluator"})

#: Roles that take part in a resident's case, and so can be on her team, sign and approve for their discipline.
CASE_ROLES = ("social_worker", "psychologist", "nurse", "lawyer", "educator")
