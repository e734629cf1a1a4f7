"""What the numbers and the days of a form must add up to."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from countries.gt import answers
from countries.gt.answers import Check, Values
from countries.gt.reporting import SMALLEST
from countries.gt.staff import MONTHS
from plugins.contract.stages import Objection

#: Clinical criterion, not law (C).
_HOURS_OF_PROPHYLAXIS = 72
#: What RENAP asks for a certificate and for a late registration, in quetzales (A, B).
_FEES = {"certificado_de_nacimiento": Decimal(15), "inscripcion_extemporanea": Decimal(25)}


def _movements_add_up(values: Values) -> Iterator[Objection]:
    before, after = answers.number(values.get("saldo_inicial")), answers.number(values.get("saldo_final"))
    if before is None or after is None:
        return
    moved = answers.total(values, "ingresos", "cantidad") - answers.total(values, "egresos", "cantidad")
    if before + moved != after:
        yield answers.blocking("saldo_no_cuadra", "saldo_final", *_BALANCE, "form_layout")


def _everybody_listed(values: Values) -> Iterator[Objection]:
    after, listed = answers.number(values.get("saldo_final")), answers.rows(values, "listado_nominal")
    if after is not None and after != len(listed):
        yield answers.warning("listado_incompleto", "listado_nominal", *_LISTED, "cna_monthly")


def _everybody_with_papers(values: Values) -> Iterator[Objection]:
    if any(answers.empty(row, "cui") for row in answers.rows(values, "listado_nominal")):
        yield answers.warning("sin_cui", "listado_nominal", *_NO_PAPERS, "cna_monthly")


def _everybody_with_a_status(values: Values) -> Iterator[Objection]:
    after, told = answers.number(values.get("saldo_final")), answers.total(values, "situacion_juridica", "cantidad")
    if after is not None and after != told:
        yield answers.warning("situacion_incompleta", "situacion_juridica", *_STATUS, "cna_monthly")


def _everybody_with_a_reason(values: Values) -> Iterator[Objection]:
    if any(answers.empty(row, "motivo") for row in answers.rows(values, "ingresos")):
        yield answers.warning("sin_motivo", "ingresos", *_NO_REASON, "cna_monthly")


def _within_capacity(values: Values) -> Iterator[Objection]:
    licensed, after = answers.number(values.get("capacidad")), answers.number(values.get("saldo_final"))
    if licensed is not None and after is not None and after > licensed:
        yield answers.warning("sobre_capacidad", "saldo_final", *_CAPACITY, "d77_2007")


def _certificate_in_order(values: Values) -> Iterator[Objection]:
    issued, ends = answers.day(values.get("fecha_emision")), answers.day(values.get("fecha_vencimiento"))
    if issued and ends and ends <= issued:
        yield answers.blocking("vence_antes", "fecha_vencimiento", *_DATES, "renas")
    elif issued and ends and ends > _months_after(issued, MONTHS):
        yield answers.warning("vigencia_larga", "fecha_vencimiento", *_TOO_LONG, "renas")


def _certified_when_starting(values: Values) -> Iterator[Objection]:
    starts, issued = answers.day(values.get("fecha_inicio")), answers.day(values.get("fecha_emision"))
    ends = answers.day(values.get("fecha_vencimiento"))
    if starts and ((issued and starts < issued) or (ends and starts > ends)):
        yield answers.blocking("sin_certificado", "fecha_inicio", *_UNCERTIFIED, "renas")


def _small_numbers_hidden(values: Values) -> Iterator[Objection]:
    threshold = answers.number(values.get("umbral_supresion"))
    if threshold is not None and threshold < SMALLEST:
        yield answers.blocking("umbral_bajo", "umbral_supresion", *_THRESHOLD, "small_numbers")


def _reparation_adds_up(values: Values) -> Iterator[Objection]:
    said = answers.number(values.get("reparacion_total"))
    if said is not None and said != answers.total(values, "reparacion", "monto"):
        yield answers.blocking("total_no_cuadra", "reparacion_total", *_TOTAL, "form_layout")


def _prophylaxis_in_time(values: Values) -> Iterator[Objection]:
    hours = answers.number(values.get("horas_desde_hecho"))
    if hours is not None and hours <= _HOURS_OF_PROPHYLAXIS and answers.empty(values, "profilaxis"):
        yield answers.warning("profilaxis_pendiente", "profilaxis", *_PROPHYLAXIS, "prophylaxis")


def _fee_as_read(values: Values) -> Iterator[Objection]:
    paid, fee = answers.number(values.get("pago")), _FEES.get(str(values.get("tipo_solicitud")))
    if paid is not None and fee is not None and paid != fee:
        yield answers.warning("otro_pago", "pago", *_FEE, "renap")


CHECKS: dict[str, tuple[Check, ...]] = {
    "certificacion_renas": (_certificate_in_order, _certified_when_starting),
    "informe_estadistico": (_small_numbers_hidden,),
    "informe_medico": (_prophylaxis_in_time,),
    "informe_mensual_cna": (
        _movements_add_up,
        _everybody_listed,
        _everybody_with_papers,
        _everybody_with_a_status,
        _everybody_with_a_reason,
        _within_capacity,
    ),
    "querella_adhesiva": (_reparation_adds_up,),
    "solicitud_renap": (_fee_as_read,),
}


def _months_after(day: date, months: int) -> date:
    """Go to the same day of a later month, or to the first of the next where that month is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return day.replace(year=year, month=month + 1)
    except ValueError:
        return date(year, month + 2, 1)


_BALANCE = (
    "Las niñas, niños y adolescentes al inicio, más los ingresos, menos los egresos, no dan los del final.",
    "Children at the start, plus admissions, minus exits, are not those at the end.",
)
_NO_PAPERS = (
    "En el listado nominal falta el CUI de alguien: escríbalo, o gestiónelo ante el RENAP.",
    "In the list of names somebody's CUI is missing: write it, or ask the RENAP for it.",
)
_STATUS = (
    "La situación jurídica no suma las niñas, niños y adolescentes del final del mes: complete la de quien falta.",
    "The legal status does not add up to the children at the end of the month: complete it for whoever is missing.",
)
_NO_REASON = (
    "Falta el motivo de algún ingreso: su acta de ingreso no está firmada o no lo dice. Escríbalo.",
    "The reason of an admission is missing: its record is not signed or does not say it. Write it.",
)
_LISTED = (
    "El listado nominal no tiene una fila por cada quien está al final del mes.",
    "The list of names has not one row for everybody who is there at the end of the month.",
)
_CAPACITY = (
    "Hay más que la capacidad autorizada: avise al CNA y explique qué se hace.",
    "There are more than the authorised capacity: tell the CNA and say what is done.",
)
_DATES = ("El certificado vence antes de emitirse.", "The certificate ends before it is issued.")
_TOO_LONG = (
    "El certificado vale seis meses según prensa de 2017: revise la fecha de vencimiento.",
    "The certificate counts for six months according to the press of 2017: check the day of expiry.",
)
_UNCERTIFIED = (
    "El día en que empieza no hay certificado vigente: no puede empezar.",
    "On the day of starting no certificate is in force: work cannot begin.",
)
_THRESHOLD = (
    "Nada que salga de la casa muestra números menores que cinco.",
    "Nothing that leaves the house shows numbers under five.",
)
_TOTAL = ("El total no es la suma de los rubros.", "The total is not the sum of the items.")
_PROPHYLAXIS = (
    "Aún puede haber tiempo para la profilaxis: anote qué se entregó, o por qué no.",
    "There may still be time for prophylaxis: write what was given, or why not.",
)
_FEE = (
    "RENAP cobra Q15 por el certificado y Q25 por la inscripción extemporánea: revise el monto.",
    "RENAP asks Q15 for the certificate and Q25 for late registration: check the amount.",
)
