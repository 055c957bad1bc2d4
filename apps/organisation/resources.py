"""Customers and their notice contacts, and where data lives, as tables that come and go."""

from functools import partial

from django.contrib.auth import get_user_model
from import_export import fields

from apps.backoffice.resources import KeyWidget, RecordResource, link_to

from . import services
from .models import Brand, Country, Customer, NoticeContact, System


class CustomerResource(RecordResource):
    add_service = partial(services.add, Customer)
    change_service = services.change

    brand = link_to("brand", Brand, "key")

    class Meta(RecordResource.Meta):
        model = Customer
        import_id_fields = ("brand", "account_reference")
        fields = ("brand", "account_reference", "name", "contract_template", "signed_on")


class NoticeContactResource(RecordResource):
    """Contacts by the account reference of their customer, which must be of one brand only."""

    add_service = partial(services.add, NoticeContact)
    change_service = services.change

    customer = fields.Field("customer", "customer", widget=KeyWidget(Customer, field="account_reference"))

    class Meta(RecordResource.Meta):
        model = NoticeContact
        import_id_fields = ("customer", "email")
        fields = ("customer", "name", "email", "language")

    def get_queryset(self):  # type: ignore[no-untyped-def]
        """An address whose contact has ended may come back as a new contact."""
        return NoticeContact.objects.current()


class SystemResource(RecordResource):
    add_service = partial(services.add, System)
    change_service = services.change

    country = link_to("country", Country, "code")
    owner = fields.Field("owner", "owner", widget=KeyWidget(get_user_model(), field="email"))

    class Meta(RecordResource.Meta):
        model = System
        import_id_fields = ("name",)
        fields = ("name", "description", "country", "owner")
