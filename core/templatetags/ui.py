"""What templates need to show money, time, numbers and pictures."""

from django import template

register = template.Library()
