"""What a list of orders may be narrowed by."""

import django_filters

from shop.models import OrderGroup


class OrderFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=OrderGroup.Status)

    class Meta:
        model = OrderGroup
        fields = ["status"]
