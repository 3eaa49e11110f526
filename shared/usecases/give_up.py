"""Every attempt of a message failed: say so in the photo's row."""

import logging
from dataclasses import dataclass, replace

from shared.card.row import PhotoRow
from shared.errors import BadMessage, GivenUp, ServiceUnavailable
from shared.usecases.announce import Announce
from shared.usecases.message import PhotoMessage
from shared.usecases.ports import Clock, PhotoRows, TellSender


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Write a failed, retryable row, unless the photo ended in another way meanwhile."""

    photos: PhotoRows
    announce: Announce
    clock: Clock
    tell_sender: TellSender

    def __call__(self, text: str) -> PhotoRow | None:
        """Fail the photo of the message `text`; its row, None when it had ended already. Raises ServiceUnavailable.

        A text that is no message of ours names no photo: it is reported to the log and ends here, since the poison
        queue has no poison queue of its own.
        """
        try:
            message = PhotoMessage.decode(text)
        except BadMessage as error:
            logging.error("A foreign message of %d characters came to the poison queue: %s", len(text), error)
            return None
        row = self.photos.get(message.photo_id)
        if row is None or row.status.terminal:
            return None
        given_up = GivenUp("The photo could not be processed at any attempt. It can be sent again.")
        since = row.failing_since or self.clock().isoformat()
        failed = self.photos.replace(replace(row.failed(given_up), failing_since=since))
        if failed is None:
            raise ServiceUnavailable("The photo's row changed while it was given up.")
        self.announce("photo.failed", row.id)
        self.tell_sender(failed)
        return failed
