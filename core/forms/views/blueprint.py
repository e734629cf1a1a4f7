"""The blueprint of the screens of legal forms."""

from flask import Blueprint

bp = Blueprint("forms", "core.forms", template_folder="templates")
