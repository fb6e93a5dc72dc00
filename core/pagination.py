"""Keyset pages: a cursor, never an offset."""

from rest_framework.pagination import CursorPagination


class KeysetPagination(CursorPagination):
    ordering = "-pk"
    page_size = 24
    page_size_query_param = "limit"
    max_page_size = 60
