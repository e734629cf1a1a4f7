"""The blueprint that the pages of searches and of outings share."""

from flask import Blueprint

bp = Blueprint("absences", "core.absences", template_folder="templates")
