"""A plain Django REST framework project over the same rows: no tenancy, roles, walls or history.

ModelViewSet, ModelSerializer, select_related, prefetch_related and PageNumberPagination, as the tutorials have it.
"""
