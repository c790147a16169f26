"""What a person can do to the catalog; one function each. They take a session, and never commit."""

from norms.actions.approval import (
    approve_norm,
    confirm_founding_norms,
    give_consent,
    record_consent,
    refuse_norm,
)
from norms.actions.catalog import (
    CodeTaken,
    TypeIsRetired,
    add_work_type,
    mend_names,
    retire_work_type,
    return_to_use,
    revise_portrait,
)
from norms.actions.norm import propose_norm
from norms.actions.sheet import ImportReport, found_catalog, import_catalog

__all__ = [
    "CodeTaken",
    "ImportReport",
    "TypeIsRetired",
    "add_work_type",
    "approve_norm",
    "confirm_founding_norms",
    "found_catalog",
    "give_consent",
    "import_catalog",
    "mend_names",
    "propose_norm",
    "record_consent",
    "refuse_norm",
    "retire_work_type",
    "return_to_use",
    "revise_portrait",
]
