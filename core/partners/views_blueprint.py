"""The blueprint that the pages of partners and of referrals share."""

from flask import Blueprint

bp = Blueprint("partners", __name__, template_folder="templates")
