"""AS-11, as far as services answer it: what a search tells, and that hidden and unknown are one."""

import pytest

from core.errors import NotFound
from core.overview import directory
from core.residents import identity
from core.residents import service as residents
from core.testkit.stories import Network, admit, at, day

ROSA, DIEGO, TOMAS = "educator", "me_officer", "config_admin"


def test_need_to_know(network: Network) -> None:
    gt = network.homes["gt"]
    with at(gt, "2026-03-16 10:00"):
        luna = admit(
            gt, house_name="Luna", names=("Marcadora", "Apellido Legal"), confirmed=("orden_pendiente",)
        ).resident

        with gt.reading() as session:

            def search(role: str, asked: str) -> list[str]:
                return [line.code for line in directory.find(session, gt.actor(role), asked, day("2026-03-16"))]

            assert [search(ROSA, asked) for asked in ("VIH", "juicio", "Apellido Legal", luna.code)] == [
                [], [], [], [luna.code],
            ]  # fmt: skip
            hidden = []
            for code in (luna.code, "BC-DFGH"):
                with pytest.raises(NotFound) as told:
                    residents.get(session, gt.actor(TOMAS), code)
                hidden.append(str(told.value))
            assert hidden[0] == hidden[1]
            for role in (TOMAS, DIEGO):
                with pytest.raises(NotFound):
                    directory.find(session, gt.actor(role), luna.code, day("2026-03-16"))

        with gt.transaction() as session:
            with pytest.raises(NotFound):
                identity.reveal(session, gt.actor("psychologist"), luna, "surnames", on_case=False)
            assert "Apellido" in identity.reveal(session, gt.actor("director"), luna, "surnames", on_case=False)
