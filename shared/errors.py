"""Everything that can go wrong by design: one small tree that carries its own translation.

`code` is stable and documented in docs/errors.md; `str(error)` is a sentence that is safe to show to anyone.
"""

from typing import ClassVar


class CardError(Exception):
    """Base of all expected failures."""

    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "Unexpected failure"
    http_status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False


class UnreadablePhoto(CardError):
    """The bytes do not decode to an image."""

    code, title, http_status = "unreadable-photo", "The file is not a readable image", 422


class UnsupportedFormat(CardError):
    """The bytes are no image format on the allow-list."""

    code, title, http_status = "unsupported-format", "This image format is not supported", 415


class PhotoTooLarge(CardError):
    """The photo has more bytes, pixels or scans than the input policy allows."""

    code, title, http_status = "photo-too-large", "The photo is too large", 413


class PhotoTooSmall(CardError):
    """A side of the photo is too short to hold a card."""

    code, title, http_status = "photo-too-small", "The photo is too small", 422


class DecoderCrashed(CardError):
    """The child process that read the photo died; the photo is the likely cause."""

    code, title, http_status = "decoder-crashed", "Reading the photo crashed its process", 422


class ReadingTimedOut(CardError):
    """The child process did not finish the photo before its deadline and was killed."""

    code, title, http_status = "timeout", "Reading the photo took too long", 422


class SourceDeleted(CardError):
    """The blob was deleted before it was read."""

    code, title, http_status = "source-deleted", "The photo was deleted before it was read", 410


class BadRequest(CardError):
    """The request is not of the documented form."""

    code, title, http_status = "bad-request", "The request is not of the documented form", 400


class LengthRequired(CardError):
    """The request body has no Content-Length: the Functions host would hand it over empty."""

    code, title, http_status = "length-required", "Content-Length is required", 411


class NotFound(CardError):
    """There is nothing under that id or path."""

    code, title, http_status = "not-found", "Not found", 404


class Deleted(CardError):
    """It was there and was deleted."""

    code, title, http_status = "deleted", "Deleted", 410


class SignInRequired(CardError):
    """The caller came without what App Service Authentication adds for people who signed in."""

    code, title, http_status = "sign-in-required", "Sign in first", 401


class Conflict(CardError):
    """What is there does not allow this step."""

    code, title, http_status = "conflict", "Not possible as things are", 409


class VersionRequired(CardError):
    """A change must say which version it changes."""

    code, title, http_status = "version-required", "If-Match is required", 428


class StaleVersion(CardError):
    """Somebody else changed it in the meantime."""

    code, title, http_status = "stale-version", "It was changed in the meantime", 412


class RequestTooLarge(CardError):
    """A request has more bytes or more photos than one may have."""

    code, title, http_status = "request-too-large", "The request is too large", 413


class TooManyCards(CardError):
    """A filter shows more cards than one file may hold."""

    code, title, http_status = "too-many-cards", "Too many cards for one file", 422


class BadSheet(CardError):
    """A spreadsheet that came back cannot be taken; the sentence names its rows and columns."""

    code, title, http_status = "bad-sheet", "The spreadsheet cannot be taken", 422


class BadMessage(CardError):
    """A queue message is not of a known form."""

    code, title, http_status = "bad-message", "The queue message is not of a known form", 500


class BadSetting(CardError):
    """A setting is missing or wrong; the sentence names the variable."""

    code, title, http_status = "bad-setting", "A setting is missing or wrong", 500


class ServiceUnavailable(CardError):
    """Storage or OCR did not answer; the same message may succeed later."""

    code, title, http_status = "service-unavailable", "A dependency is unavailable", 503
    retryable = True


class GivenUp(CardError):
    """Every attempt of the queue failed; the sweep or a person can send the photo again."""

    code, title, http_status = "given-up", "Every attempt failed", 503
    retryable = True
