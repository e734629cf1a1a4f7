"""What Zedland does when somebody is missing: police and ministry for the young, the police for women of age."""

from dataclasses import replace

from core.testkit.zz.calendar import REPORT_ABSENCE
from core.testkit.zz.sources import CHILD_ACT, CUSTOM
from plugins.contract.calendar import Unit
from plugins.contract.missing import About, MissingProtocol, MissingStep
from plugins.contract.text import Text

ALARM = replace(REPORT_ABSENCE, code="alarm", event="missing")

PROTOCOLS = (
    MissingProtocol(
        "lantern",
        Text.of(es="Alerta Farol", en="Lantern alert"),
        About.MINORS,
        CHILD_ACT,
        (
            MissingStep(
                "police", Text.of(es="Avisar a la policía", en="Tell the police"), ALARM, "director", ("police",),
                "zz_court_notice",
            ),
            MissingStep(
                "ministry",
                Text.of(es="Avisar al ministerio", en="Tell the ministry"),
                replace(ALARM, code="tell_ministry", amount=24, unit=Unit.HOURS, basis=CUSTOM),
                "lawyer",
                ("old_ministry",),
            ),
        ),
        told_in="request",
        care=Text.of(es="No diga dónde está la casa.", en="Do not say where the house is."),
    ),
    MissingProtocol(
        "beacon",
        Text.of(es="Alerta Baliza", en="Beacon alert"),
        About.ADULTS,
        CHILD_ACT,
        (MissingStep("police", Text.of(es="Avisar a la policía", en="Tell the police"), ALARM, "director",
                     ("police",)),),
        sexes=("F",),
    ),
)  # fmt: skip
