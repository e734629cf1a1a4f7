"""What residents are asked to agree to, and how long records are kept.

There is no general law on personal data (bills of 2014 and 2018 were not passed). The right to be heard (CNA art. 5),
confidentiality (art. 85) and hábeas data are the anchors; ages and texts are ours (C). Parents who are suspects do not
sign: then the child authority or the judge stands in. No consent lifts the ban on identifying her in public.
"""

from countries.hn.sources import norm, read, text
from plugins.contract.consent import Consent, Giver, GiverRule, RetentionRule, Then, Use

_CARE = (
    GiverRule(0, 6, Giver.GUARDIAN),
    GiverRule(6, 15, Giver.GUARDIAN_WITH_ASSENT),
    GiverRule(15, None, Giver.RESIDENT),
)
_PUBLICATION = (
    GiverRule(0, 6, Giver.GUARDIAN),
    GiverRule(6, 18, Giver.GUARDIAN_WITH_ASSENT),
    GiverRule(18, None, Giver.RESIDENT),
)
# A mother decides for her baby; an older child is asked as for any care.
_BABY = (GiverRule(0, 6, Giver.MOTHER), *_CARE[1:])
_GIVERS = {"care": _CARE, "publication": _PUBLICATION, "baby": _BABY}


def consents() -> tuple[Consent, ...]:
    """Give one consent per purpose; nothing is bundled."""
    return tuple(
        Consent(
            code=code,
            label=text(entry["label"]),
            text=text(entry["text"]),
            version=entry["version"],
            givers=_GIVERS[entry["givers"]],
            months=entry["months"],
            basis=norm(entry["basis"]),
            use=Use(entry["use"]) if "use" in entry else None,
        )
        for code, entry in read("consents.yaml").items()
    )


def retention_rules() -> tuple[RetentionRule, ...]:
    """Give no length, as none was found: then nothing is destroyed."""
    return (
        _kept("resident_file", "majority", Then.ARCHIVE),
        _kept("form", "majority", Then.ARCHIVE),
        _kept("audit", "creation", Then.KEEP),
        _kept("draft", "creation", Then.DELETE),
        _kept("session", "creation", Then.DELETE),
        _kept("submission", "creation", Then.KEEP),
    )


def _kept(record: str, counted_from: str, then: Then) -> RetentionRule:
    return RetentionRule(record, counted_from, None, then, norm("retention_unknown"))
