"""Every particular of every template has a field of a form, and what is typed there is what the services take."""

from django import forms

from letters.admin.author_fields import author_values, particular_fields
from letters.writing.catalogue import templates
from letters.writing.particulars import particulars_to_json, read_particulars
from tests.writing.samples import sample

NOBODY = {"recipient_name": "", "recipient_address_lines": [], "recipient_salutation": ""}


def test_what_a_form_shows_of_a_particular_is_what_it_reads_back():
    asked = 0
    for template in templates().values():
        given = sample(template.id).particulars
        fields = particular_fields(template.particulars, particulars_to_json(given))
        shown = {name: field.prepare_value(field.initial) for name, field in fields.items()}
        form = type("Form", (forms.Form,), fields)(
            {name: "" if value is None else value for name, value in shown.items()}
        )
        assert form.is_valid(), (template.id, form.errors)
        typed = author_values({**form.cleaned_data, **NOBODY}, template.particulars)
        assert read_particulars(template.particulars, typed["particulars"]) == given, template.id
        asked += len(fields)
    assert asked
