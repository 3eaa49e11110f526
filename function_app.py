"""Every trigger, a few lines each: decode, call, encode. What happens then is in shared/usecases."""

import azure.functions as func
from azurefunctions.extensions.bindings import blob

from shared import settings
from shared.settings import BACKFILL_QUEUE, CHAT_QUEUE, INBOX, POISON_QUEUE, SWEEP_SCHEDULE, WEBHOOK_QUEUE, WORK_QUEUE
from shared.usecases.message import OldPhotoMessage, PhotoMessage
from shared.wiring import wired

triggers = settings.Triggers.from_env()
CONNECTION = triggers.connection
app = func.FunctionApp()


@app.blob_trigger(
    "dropped", path=f"{INBOX}/{{name}}", connection=CONNECTION, source=func.BlobSource(triggers.blob_source)
)
def photo_dropped(dropped: blob.BlobClient) -> None:
    """A blob was dropped into the inbox: give it a row and a message."""
    wired().accept_photo(dropped.blob_name)


@app.queue_trigger("message", queue_name=WORK_QUEUE, connection=CONNECTION)
def photo_queued(message: func.QueueMessage) -> None:
    """A photo waits: run it through the journey and write its row."""
    wired().process_queued(PhotoMessage.decode(text_of(message)), message.id or "")


@app.queue_trigger("message", queue_name=POISON_QUEUE, connection=CONNECTION)
def photo_given_up(message: func.QueueMessage) -> None:
    """Every attempt failed: write that into the photo's row."""
    wired().give_up_and_count(text_of(message))


@app.queue_trigger("message", queue_name=BACKFILL_QUEUE, connection=CONNECTION)
def old_photo_queued(message: func.QueueMessage) -> None:
    """The turn of a photo that was there before Namecard: run it through the journey too."""
    wired().take_old_photo(OldPhotoMessage.decode(text_of(message)), run=message.id or "")


@app.queue_trigger("message", queue_name=WEBHOOK_QUEUE, connection=CONNECTION)
def change_announced(message: func.QueueMessage) -> None:
    """A photo or card changed: tell the program that asked to be told."""
    wired().send_webhook(text_of(message))


@app.queue_trigger("message", queue_name=CHAT_QUEUE, connection=CONNECTION)
def chat_answer_due(message: func.QueueMessage) -> None:
    """Photos that came by chat have waited long enough: answer with what is there."""
    wired().answer_chat.due(text_of(message))


@app.timer_trigger("timer", schedule=SWEEP_SCHEDULE)
def sweep(timer: func.TimerRequest) -> None:
    """Every few minutes: finish what was interrupted, erase what is due."""
    wired().sweep_and_measure()


@app.route("api/{*path}", auth_level=func.AuthLevel[triggers.api_auth.upper()])
async def api(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    """Every URL that holds data: hand over to the api app."""
    reply: func.HttpResponse = await wired().api.handle_async(req, context)
    return reply


@app.route("{*path}", auth_level=func.AuthLevel.ANONYMOUS)
async def site(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    """Every other URL, open to all: hand over to the site app."""
    reply: func.HttpResponse = await wired().site.handle_async(req, context)
    return reply


def text_of(message: func.QueueMessage) -> str:
    """What the message says. Bytes that are no text become characters that no message of ours has."""
    return message.get_body().decode(errors="replace")
