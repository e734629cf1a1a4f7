"""A house over the years: who comes, in which bed, for how long, and who comes back."""

from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from math import pi, sin

from core.simulation import paperwork
from core.simulation.days import DAY, HOUR
from core.simulation.dice import at
from core.simulation.orders import write_orders
from core.simulation.people import draw_baby, draw_person, length_of_stay, write_person
from core.simulation.person import Person
from core.simulation.personas import Persona, baby_of, person_of
from core.simulation.scene import Scene
from core.simulation.stays import Stay, draw_team, write_stay
from core.simulation.steps import write_steps
from core.simulation.support import write_support
from core.simulation.work import write_work
from plugins.contract.stages import ExitKind

BABIES = 0.05
#: Longest wait for a bed before somebody is received without one.
_WAIT = 20 * DAY
_NEVER_BACK = frozenset({"death", "age_out", "transfer", "independent"})
_Beds = list[tuple[int, int]]


class HouseLife:
    """Plays one house and writes what happens; everything follows from the scene's dice."""

    def __init__(self, scene: Scene, people: int, *, first: int = 0, left_by: int | None = None) -> None:
        """Prepare who comes.

        :param first: day from which on they come.
        :param left_by: day by which everybody has left; None lets those who would be here today stay.
        """
        self._scene = scene
        self._first, self._left_by = first, left_by
        self._beds: _Beds = [(0, bed) for bed in scene.ground.beds]
        self._pairs: list[tuple[int, int, int]] = [(0, *pair) for pair in scene.ground.pairs]
        babies = round(people * BABIES)
        self._coming: list[tuple[int, int, Person | None, int | None]] = [
            (self._arrival(), number, None, None) for number in range(people - babies)
        ]
        self._mothers = set(scene.dice.sample(range(people - babies), babies)) if babies else set()
        self._number = people
        heapify(self._coming)

    def play(self) -> Iterator[int]:
        """Let everybody come and go; after each stay, tell how many new people it brought."""
        while self._coming:
            start, number, person, previous = heappop(self._coming)
            yield self._receive(start, person, previous, with_baby=number in self._mothers)

    @property
    def _last(self) -> int:
        return self._scene.days.today if self._left_by is None else self._left_by - 1

    def settle(self, personas: tuple[Persona, ...]) -> None:
        """Let the people of a demonstration live here today; call it before anybody else comes."""
        for persona in personas:
            self._settle(persona)

    def _arrival(self) -> int:
        """Draw an instant: more come in some months than in others, and as many by night as by day."""
        scene, dice = self._scene, self._scene.dice.random
        while True:
            day = self._first + int(dice() * (self._last - self._first))
            season = 0.5 + 0.5 * sin(2 * pi * (scene.days.date_of(day).timetuple().tm_yday - 60) / 365)
            if dice() < 0.6 + 0.4 * season:
                return scene.days.starts[day] + int(dice() * DAY)

    def _receive(self, start: int, person: Person | None, previous: int | None, *, with_baby: bool) -> int:
        scene = self._scene
        bed, crib, start = self._find_bed(start, mother=with_baby)
        if start >= scene.days.now:
            start = scene.days.now - HOUR
        day = scene.days.of(start)
        known = person or draw_person(scene, day, start)
        stay = self._stay(known, start, day, previous, bed)
        baby = self._baby(stay, draw_baby(scene, known, day), crib) if with_baby else None
        self._write(stay, new=person is None)
        self._free(stay, crib)
        self._may_return(stay)
        return (person is None) + (baby is not None)

    def _stay(self, person: Person, start: int, day: int, previous: int | None, bed: int | None) -> Stay:
        scene, dice = self._scene, self._scene.dice.random
        ending, end_day = self._ending(person, day)
        end = scene.days.starts[min(end_day, scene.days.today + 1)] + (9 + int(dice() * 8)) * HOUR
        gone = end < scene.days.now and end > start
        if gone and ending.canonical == "death":
            person.died_on = end_day
        return Stay(
            id=scene.tables.new["episode"](),
            person=person,
            start=start,
            day=day,
            end=end if gone else None,
            end_day=end_day if gone else scene.days.today,
            over=end if gone else scene.days.now,
            entry=at(scene.rules.entries, dice()),
            exit=ending if gone else None,
            previous=previous,
            bed=bed,
            team=draw_team(scene),
        )

    def _ending(self, person: Person, day: int) -> tuple[ExitKind, int]:
        scene = self._scene
        ending, length = at(scene.rules.endings, scene.dice.random()), length_of_stay(scene)
        if ending.canonical == "unauthorised":
            length = max(2, length // 3)
        end = day + length
        if self._left_by is not None:
            end = max(day + 1, min(end, self._left_by - int(scene.dice.random() * 30)))
        if person.adult_on is not None and day < person.adult_on < end:
            if scene.dice.random() < 0.75:
                return scene.rules.of_age, person.adult_on
            end = min(end, person.adult_on + 120)
        return ending, end

    def _baby(self, stay: Stay, person: Person, crib: int | None) -> Stay:
        """A baby comes and goes with its mother, with a file, a crib and a basis of its own."""
        scene = self._scene
        ending = stay.exit
        if ending is not None and ending.canonical in ("death", "unauthorised", "age_out"):
            ending = next(kind for kind in scene.rules.endings if kind.canonical == "family")
        stay.baby = Stay(
            id=scene.tables.new["episode"](), person=person, start=stay.start, day=stay.day, end=stay.end,
            end_day=stay.end_day, over=stay.over, entry=stay.entry, exit=ending, previous=None, bed=crib,
            team=stay.team, mother=stay, basis="none" if stay.basis == "without_baby" else "",
        )  # fmt: skip
        return stay.baby

    def _write(self, stay: Stay, *, new: bool) -> None:
        scene = self._scene
        if new:
            write_person(scene, stay.person)
        if stay.baby is not None:
            write_person(scene, stay.baby.person, stay.person)
        write_orders(scene, stay)
        paperwork.write_usual(scene, stay)
        for each in (stay, stay.baby):
            if each is not None:
                write_steps(scene, each)
                write_stay(scene, each)
                write_support(scene, each)
        write_work(scene, stay)

    def _find_bed(self, start: int, *, mother: bool) -> tuple[int | None, int | None, int]:
        if mother and self._pairs and self._pairs[0][0] <= start:
            _free, bed, crib = heappop(self._pairs)
            return bed, crib, start
        if self._beds and self._beds[0][0] <= start + _WAIT:
            free, bed = heappop(self._beds)
            return bed, None, max(start, free + 2 * HOUR)
        return None, None, start

    def _free(self, stay: Stay, crib: int | None) -> None:
        free = stay.end if stay.end is not None else 2**62
        if stay.bed is not None and crib is not None:
            heappush(self._pairs, (free, stay.bed, crib))
        elif stay.bed is not None:
            heappush(self._beds, (free, stay.bed))

    def _may_return(self, stay: Stay) -> None:
        ending, dice = stay.exit, self._scene.dice
        if stay.end is None or ending is None or ending.canonical in _NEVER_BACK:
            return
        if dice.random() > (0.35 if ending.canonical == "unauthorised" else 0.1):
            return
        back = stay.end + 3 * DAY + int(dice.expovariate(1 / 100) * DAY)
        adult, day = stay.person.adult_on, self._scene.days.of(min(back, self._scene.days.now))
        if back < self._scene.days.starts[self._last] and (adult is None or day < adult):
            self._number += 1
            heappush(self._coming, (back, self._number, stay.person, stay.id))

    def _settle(self, persona: Persona) -> None:
        scene = self._scene
        start = scene.days.now - int(persona.days * DAY)
        day = scene.days.of(start)
        person = person_of(scene, persona, day, start)
        pair = heappop(self._pairs) if persona.baby and self._pairs else None
        bed = pair[1] if pair else heappop(self._beds)[1]
        entry = next(iter(scene.rules.entries))
        stay = Stay(
            id=scene.tables.new["episode"](), person=person, start=start, day=day, end=None,
            end_day=scene.days.today, over=scene.days.now, entry=entry, exit=None, previous=None, bed=bed,
            team={role: members[0] for role, members in scene.staff.items()}, basis=persona.basis,
            wanted_stage=persona.stage - 1, pending=persona.pending,
        )  # fmt: skip
        if persona.baby is not None:
            self._baby(stay, baby_of(scene, persona.baby, person, day), pair[2] if pair else None)
        self._write(stay, new=True)
