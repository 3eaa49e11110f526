"""Links that work without a key: signed, for one thing, and for a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Final

from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

from shared.errors import NotFound
from shared.exports.entry import card_page
from shared.usecases.ports import Clock

PICTURE: Final = "card.jpg"
CONTACT: Final = "contact.vcf"
CONTACTS: Final = "contacts.vcf"
SHEET: Final = "cards.csv"
LIFETIMES: Final[Mapping[str, timedelta]] = {
    PICTURE: timedelta(days=7),
    CONTACT: timedelta(days=7),
    CONTACTS: timedelta(hours=1),
    SHEET: timedelta(hours=1),
}
"""How long a link of each kind works: one card for as long as people scroll back, all cards for as long as it takes."""


@dataclass(frozen=True, slots=True)
class SignedLinks:
    """Makes and checks them. A link for one file does not open another: each signs with a salt of its own."""

    site: str
    """Address of the site app, without a slash at its end."""
    key: str
    clock: Clock

    def picture(self, card_id: str) -> str:
        """The card, two wide and one high."""
        return self._link(PICTURE, card_id)

    def vcard(self, card_id: str) -> str:
        """The card as a contact."""
        return self._link(CONTACT, card_id)

    def contacts(self, owner: str) -> str:
        """All cards of a chat user as contacts."""
        return self._link(CONTACTS, owner)

    def sheet(self, owner: str) -> str:
        """All cards of a chat user for a spreadsheet."""
        return self._link(SHEET, owner)

    def page(self, card_id: str) -> str:
        """Where people of the office correct a card; not signed, since they have a key."""
        return card_page(self.site, card_id)

    def opened(self, token: str, file: str) -> str:
        """The id that the token was made for. Raises NotFound when it is wrong, for another file, or too old."""
        lifetime = LIFETIMES.get(file)
        try:
            if lifetime is not None:
                return str(self._serializer(file).loads(token, max_age=int(lifetime.total_seconds())))
        except BadSignature as error:
            raise NotFound("The link is wrong or too old.") from error
        raise NotFound("There is no such link.")

    def _link(self, file: str, subject: str) -> str:
        return f"{self.site}/links/{self._serializer(file).dumps(subject)}/{file}"

    def _serializer(self, file: str) -> URLSafeTimedSerializer:
        clock = self.clock

        class Signer(TimestampSigner):
            """Takes the time from our clock."""

            def get_timestamp(self) -> int:
                """Seconds since 1970."""
                return int(clock().timestamp())

        return URLSafeTimedSerializer(self.key, salt=file, signer=Signer, signer_kwargs={"digest_method": sha256})
