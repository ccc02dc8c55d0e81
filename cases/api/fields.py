"""Fields that several resources of cases take, with messages that name the remedy."""

from typing import Any

from rest_framework import serializers

from cases.vocabulary import JURISDICTIONS


class JurisdictionField(serializers.ChoiceField):
    """Whose law it is: a state's postal code, or US."""

    default_error_messages = {
        "invalid_choice": '"{input}" is not a jurisdiction. Give a state\'s postal code, such as TX, '
        "or US for federal law."
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(list(JURISDICTIONS), **kwargs)
