"""The blueprint of the screens about one resident."""

from flask import Blueprint

bp = Blueprint("residents", "core.residents", url_prefix="/residents/<code>", template_folder="templates")
