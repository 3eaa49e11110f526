"""What a chat user says in, what he hears back out. He sees only what he sent."""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from shared.card.row import CARD_FORM, CardRow
from shared.exports.kakao import replies
from shared.exports.kakao.response import MOST_CARDS, SkillResponse
from shared.usecases.audit import Audit
from shared.usecases.chat.answer import AnswerChat, is_shown
from shared.usecases.chat.commands import Command, understood
from shared.usecases.chat.links import SignedLinks
from shared.usecases.chat.receive import ReceivePhotos
from shared.usecases.chat.sent import caller_name, owner_of
from shared.usecases.delete_card import DeleteCard
from shared.usecases.facets import searched
from shared.usecases.list_cards import Filter, ListCards
from shared.usecases.ports import CardRows, Window

MOST_PAGES: Final = 5
"""Of the cards in a drawer, for one search: the reply cannot wait for more."""
MOST_QUERY: Final = 100
"""Characters."""
FIXED: Final = {
    Command.HELP: replies.helps,
    Command.HOW_TO: replies.how_to,
    Command.YES: replies.asks_which,
    Command.NO: replies.keeps,
}


@dataclass(frozen=True, slots=True)
class Ask:
    """One message of a chat user."""

    user: str = ""
    """Kakao's key for him; empty for a probe."""
    utterance: str = ""
    photos: Sequence[str] = ()
    """Addresses."""
    consent: bool = True
    """That the photos may be passed on."""
    expired: bool = False
    """The addresses of the photos are of no use any more."""
    callback: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    """What the button that was pressed brought along."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Answers."""

    user_key: str
    receive: ReceivePhotos
    answer: AnswerChat
    cards: CardRows
    list_cards: ListCards
    delete_card: DeleteCard
    audit: Audit
    links: SignedLinks

    def __call__(self, ask: Ask) -> SkillResponse:
        """Answer one message. Raises CardError when storage does not."""
        if not ask.user:
            return replies.helps()
        owner = owner_of(ask.user, self.user_key)
        if ask.photos or not ask.consent:
            return self._photos(owner, ask)
        for choice, reply in self._choices().items():
            if choice in ask.chosen:
                return reply(owner, ask.chosen[choice])
        return self._command(owner, ask.utterance)

    def _photos(self, owner: str, ask: Ask) -> SkillResponse:
        if not ask.consent:
            return replies.refuses_consent()
        if ask.expired:
            return replies.refuses("expired")
        return self.receive(owner, ask.photos, ask.callback)

    def _choices(self) -> Mapping[str, Callable[[str, str], SkillResponse]]:
        return {replies.CONFIRMED: self._delete, replies.DELETE: self._ask_deletion, replies.AFTER: self._list}

    def _command(self, owner: str, said: str) -> SkillResponse:
        """Whatever the words ask for; help when that cannot be told."""
        found = understood(said)
        if found is None:
            logging.info("KakaoTalk: an utterance was not understood")  # counted without its words
            return replies.helps()
        command, who = found
        if command in FIXED:
            return FIXED[command]()
        if command is Command.SEARCH:
            return self._search(owner, who)
        if command is Command.DELETE:
            return self._offer_deletion(owner, who)
        asked = {Command.LIST: self._list, Command.LATEST: self._latest, Command.RESULT: self._result}
        return asked.get(command, self._export)(owner)

    def _list(self, owner: str, after: str = "") -> SkillResponse:
        """The newest cards, or those behind the card `after`."""
        window = Window(after=after) if is_card_id(after) else Window()
        page = self.list_cards(Filter(owner=owner, window=window), MOST_CARDS)
        if not page.rows:
            return replies.has_nothing()
        return replies.shows(page.rows, self.links, more=bool(page.after))

    def _latest(self, owner: str) -> SkillResponse:
        page = self.list_cards(Filter(owner=owner), 1)
        return replies.shows(page.rows, self.links) if page.rows else replies.has_nothing()

    def _result(self, owner: str) -> SkillResponse:
        """What became of the last photos."""
        batch = self.answer.batches.newest(owner)
        return self.answer.results(batch) if batch else replies.has_nothing()

    def _search(self, owner: str, who: str) -> SkillResponse:
        found = self._found(owner, who)
        return replies.shows(found, self.links) if found else replies.finds_nothing(who)

    def _offer_deletion(self, owner: str, who: str) -> SkillResponse:
        """Let him choose the card to delete."""
        found = self._found(owner, who) if who else self.list_cards(Filter(owner=owner), MOST_CARDS).rows
        if found:
            return replies.offers_deletion(found, self.links)
        return replies.finds_nothing(who) if who else replies.has_nothing()

    def _found(self, owner: str, who: str) -> Sequence[CardRow]:
        """His newest cards that a search finds."""
        query = searched(who[:MOST_QUERY])
        wanted = Filter(query=query, owner=owner)
        found: list[CardRow] = []
        for _ in range(MOST_PAGES if query else 0):
            page = self.list_cards(wanted, MOST_CARDS)
            found += page.rows
            if not page.after or len(found) >= MOST_CARDS:
                break
            wanted = replace(wanted, window=Window(after=page.after))
        return found[:MOST_CARDS]

    def _ask_deletion(self, owner: str, card_id: str) -> SkillResponse:
        row = self._own(owner, card_id)
        return replies.asks_deletion(row) if row else replies.misses()

    def _delete(self, owner: str, card_id: str) -> SkillResponse:
        if self._own(owner, card_id) is None:
            return replies.misses()
        self.audit("card.deleted", caller_name(owner), [card_id])
        self.delete_card(card_id)
        return replies.deleted()

    def _own(self, owner: str, card_id: str) -> CardRow | None:
        """The card, if he may see it."""
        row = self.cards.get(card_id) if is_card_id(card_id) else None
        return row if row is not None and is_shown(row, owner) else None

    def _export(self, owner: str) -> SkillResponse:
        return replies.exports(self.links.contacts(owner), self.links.sheet(owner))


def is_card_id(text: str) -> bool:
    """Whether this is the id of a card, and not whatever else a message may hold."""
    return bool(re.fullmatch(CARD_FORM, text))
