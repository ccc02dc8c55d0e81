"""The admin's pages that are made of several floors: the page of a case, and the navigation.

Registered after every app's own pages, by `claimback.apps.Admin`.
"""

from django.contrib import admin

from cases.models import Case, Rebuttal
from claimback.case_page.answers import AnswerPage
from claimback.case_page.page import CasePage

admin.site.register(Case, CasePage)
admin.site.register(Rebuttal, AnswerPage)
