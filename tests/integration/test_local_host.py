"""The listeners of the local host on real storage: what reaches a function, how often, and what happens then."""

import asyncio
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import azure.functions as func
import httpx2
import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import ContainerClient
from azure.storage.queue import QueueClient
from azurefunctions.extensions.bindings import blob

from local_host import storage
from local_host.blob_listener import POISON
from local_host.functions import read_functions
from local_host.host import Host
from local_host.host_json import HostJson
from local_host.http import MOST_BODY_BYTES
from local_host.http_server import listen
from local_host.queue_listener import LEASE_SECONDS


@contextmanager
def running(
    app: func.FunctionApp, connection: str, lease: int = LEASE_SECONDS, timeout: str = "-1", **queues: Any
) -> Iterator[str]:
    """A host of `app` in a thread; the URL of its HTTP functions."""
    extensions = {"http": {"routePrefix": ""}, "queues": {"maxPollingInterval": "00:00:00.2"} | queues}
    host = Host(read_functions(app), HostJson.of(extensions, timeout), {"Storage": connection}, lease)
    host.make_storage()
    listening, stop, runner = listen(0), asyncio.Event(), asyncio.Runner()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    loop = runner.get_loop()
    thread = threading.Thread(target=runner.run, args=(host.run(stop, listening),))
    thread.start()
    try:
        yield url
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        runner.close()


def eventually(true: Callable[[], bool], seconds: float = 30) -> bool:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
    return true()


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


class Work:
    """An app with one queue function that notes what it gets, and fails as often as it is told."""

    def __init__(self, connection: str, failures: int = 0, queue: str = "work") -> None:
        self.connection, self.queue = connection, queue
        self.got: list[tuple[bytes, int]] = []
        self.app = func.FunctionApp()
        storage.make_queues(connection, [queue])

        @self.app.queue_trigger("message", queue, "Storage")
        def work(message: func.QueueMessage) -> None:
            self.got.append((message.get_body(), message.dequeue_count or 0))
            if len(self.got) <= failures:
                raise RuntimeError("told to fail")

    def send(self, *texts: str) -> None:
        with QueueClient.from_connection_string(self.connection, self.queue) as client:
            for text in texts:
                client.send_message(text)

    def is_empty(self) -> bool:
        with QueueClient.from_connection_string(self.connection, self.queue) as client:
            return client.get_queue_properties().approximate_message_count == 0

    def poisoned(self) -> list[str]:
        return texts_in(self.connection, f"{self.queue}-poison")


def texts_in(connection: str, queue: str) -> list[str]:
    with QueueClient.from_connection_string(connection, queue) as client:
        try:
            return [message.content for message in client.peek_messages(32)]
        except ResourceNotFoundError:
            return []


def test_a_message_reaches_the_function_decoded_and_goes(account: str) -> None:
    work = Work(account)
    work.send(encoded("명함"))
    with running(work.app, account):
        assert eventually(work.is_empty)
    assert work.got == [("명함".encode(), 1)]


def test_a_failed_message_comes_again(account: str) -> None:
    work = Work(account, failures=2)
    work.send(encoded("x"))
    with running(work.app, account):
        assert eventually(work.is_empty)
    assert work.got == [(b"x", 1), (b"x", 2), (b"x", 3)]
    assert work.poisoned() == []


def test_a_failed_message_waits_for_the_visibility_timeout(account: str) -> None:
    work = Work(account, failures=1)
    work.send(encoded("x"))
    with running(work.app, account, visibilityTimeout="00:00:02"):
        assert eventually(lambda: len(work.got) == 1)
        failed = time.monotonic()
        assert eventually(lambda: len(work.got) == 2)
    assert time.monotonic() - failed > 1


def test_a_message_whose_attempts_are_spent_goes_to_the_poison_queue_as_it_was(account: str) -> None:
    work = Work(account, failures=99)
    work.send(encoded("x"))
    with running(work.app, account, maxDequeueCount=3):
        assert eventually(lambda: work.poisoned() == [encoded("x")])
    assert [attempt for _, attempt in work.got] == [1, 2, 3]
    assert work.is_empty()


def test_a_message_that_cannot_be_decoded_goes_to_the_poison_queue_unseen(account: str) -> None:
    work = Work(account)
    work.send("not base64!")
    with running(work.app, account):
        assert eventually(lambda: work.poisoned() == ["not base64!"])
    assert work.got == []


def test_without_an_encoding_messages_are_taken_as_they_are(account: str) -> None:
    work = Work(account)
    work.send("not base64!")
    with running(work.app, account, messageEncoding="none"):
        assert eventually(work.is_empty)
    assert work.got == [(b"not base64!", 1)]


def test_a_poison_queues_own_failures_have_no_poison_queue(account: str) -> None:
    work = Work(account, failures=99, queue="work-poison")
    work.send(encoded("x"))
    with running(work.app, account, maxDequeueCount=1):
        assert eventually(lambda: len(work.got) == 1)
    assert not work.is_empty()
    assert work.poisoned() == []


def test_a_message_of_a_poison_queue_that_cannot_be_decoded_stays_there(account: str) -> None:
    work = Work(account, queue="work-poison")
    work.send("not base64!", encoded("x"))
    with running(work.app, account):
        assert eventually(lambda: work.got == [(b"x", 1)])
    assert not work.is_empty()


def test_no_more_messages_run_at_once_than_batch_and_threshold_allow(account: str) -> None:
    app, seconds = func.FunctionApp(), iter([1.5, *[0.2] * 8])
    at_once, most = 0, 0
    work = Work(account)

    @app.queue_trigger("message", "work", "Storage")
    async def slow(message: func.QueueMessage) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(next(seconds))
        at_once -= 1

    work.send(*[encoded("x")] * 9)
    with running(app, account, batchSize=2, newBatchThreshold=1):
        assert eventually(work.is_empty)
    assert most == 3


def test_stopping_waits_for_the_message_in_flight(account: str) -> None:
    app, seen = func.FunctionApp(), []
    work = Work(account)

    @app.queue_trigger("message", "work", "Storage")
    def slow(message: func.QueueMessage) -> None:
        seen.append("begun")
        time.sleep(1)
        seen.append("ended")

    work.send(encoded("x"))
    with running(app, account):
        assert eventually(lambda: seen == ["begun"])
    assert seen == ["begun", "ended"]
    assert work.is_empty()


def test_a_message_is_kept_hidden_for_as_long_as_its_function_runs(account: str) -> None:
    app, attempts = func.FunctionApp(), []
    work = Work(account)

    @app.queue_trigger("message", "work", "Storage")
    def slow(message: func.QueueMessage) -> None:
        attempts.append(message.dequeue_count)
        time.sleep(3)

    work.send(encoded("x"))
    with running(app, account, lease=1):
        assert eventually(work.is_empty)
    assert attempts == [1]


def test_a_function_that_runs_too_long_has_failed(account: str) -> None:
    app, attempts = func.FunctionApp(), []
    work = Work(account)

    @app.queue_trigger("message", "work", "Storage")
    def slow(message: func.QueueMessage) -> None:
        attempts.append(message.dequeue_count)
        time.sleep(2 if len(attempts) == 1 else 0)

    work.send(encoded("x"))
    with running(app, account, timeout="00:00:01"):
        assert eventually(work.is_empty)
    assert attempts == [1, 2]


def test_what_a_call_queues_is_taken_before_the_next_poll(account: str) -> None:
    work = Work(account)

    @work.app.route("send", methods=[func.HttpMethod.POST])
    def send(req: func.HttpRequest) -> func.HttpResponse:
        work.send(encoded("x"))
        return func.HttpResponse()

    with running(work.app, account, maxPollingInterval="00:01:00") as url:
        time.sleep(4)  # polls come after 0, 0.1, 0.3, 0.7, 1.5, 3.1 and 6.3 s
        httpx2.post(f"{url}/send").raise_for_status()
        assert eventually(lambda: len(work.got) == 1, seconds=1)


class Inbox:
    """An app with one blob function that notes what it gets, and fails as often as it is told."""

    def __init__(self, connection: str, failures: int = 0) -> None:
        self.connection, self.failures = connection, failures
        self.got: list[tuple[str, bytes]] = []
        storage.make_containers(connection, ["inbox"])

    @property
    def app(self) -> func.FunctionApp:
        """A new one each time: an app can be read only once, as in the worker."""
        app = func.FunctionApp()

        @app.blob_trigger("dropped", "inbox/in/{name}.txt", "Storage")
        def note(dropped: blob.BlobClient) -> None:
            self.got.append((dropped.blob_name, dropped.download_blob().readall()))
            if len(self.got) <= self.failures:
                raise RuntimeError("told to fail")

        return app

    def drop(self, name: str, data: bytes = b"x") -> None:
        with ContainerClient.from_connection_string(self.connection, "inbox") as container:
            container.upload_blob(name, data, overwrite=True)


def test_a_dropped_blob_reaches_the_function_once_even_after_a_restart(account: str) -> None:
    inbox = Inbox(account)
    inbox.drop("in/김철수/a b.txt")
    for _ in range(2):
        with running(inbox.app, account):
            assert eventually(lambda: len(inbox.got) == 1)
            time.sleep(2.5)
    assert inbox.got == [("in/김철수/a b.txt", b"x")]


def test_a_new_version_of_a_blob_reaches_the_function_again(account: str) -> None:
    inbox = Inbox(account)
    inbox.drop("in/a.txt", b"first")
    with running(inbox.app, account):
        assert eventually(lambda: len(inbox.got) == 1)
        inbox.drop("in/a.txt", b"second")
        assert eventually(lambda: len(inbox.got) == 2)
    assert [data for _, data in inbox.got] == [b"first", b"second"]


def test_no_blob_of_many_in_the_same_second_is_missed(account: str) -> None:
    inbox = Inbox(account)
    with running(inbox.app, account):
        for number in range(80):
            inbox.drop(f"in/{number}.txt")
        assert eventually(lambda: len(inbox.got) == 80)
    assert len({name for name, _ in inbox.got}) == 80


def test_a_blob_outside_the_path_is_left_alone(account: str) -> None:
    inbox = Inbox(account)
    for name in ("in/a.jpg", "a.txt", "out/in/a.txt", "in/a.txt"):
        inbox.drop(name)
    with running(inbox.app, account):
        assert eventually(lambda: len(inbox.got) == 1)
    assert inbox.got == [("in/a.txt", b"x")]


def test_a_blob_that_fails_is_tried_five_times_and_then_told_to_the_poison_queue(account: str) -> None:
    inbox = Inbox(account, failures=99)
    inbox.drop("in/a.txt")
    with running(inbox.app, account):
        assert eventually(lambda: len(texts_in(account, POISON)) == 1)
    assert len(inbox.got) == 5


@pytest.fixture
def site(account: str) -> Iterator[httpx2.Client]:
    app = func.FunctionApp()

    @app.route("echo/{word}")
    def echo(req: func.HttpRequest) -> func.HttpResponse:
        said = f"{req.method} {req.route_params['word']} {dict(req.params)} {len(req.get_body())}"
        return func.HttpResponse(said, headers={"x-from": "echo"})

    @app.route("broken", methods=[func.HttpMethod.GET])
    async def broken(req: func.HttpRequest) -> func.HttpResponse:
        raise RuntimeError("told to fail")

    @app.route("url/{*path}")
    async def url(req: func.HttpRequest) -> func.HttpResponse:
        return func.HttpResponse(req.url.partition("//")[2].partition("/")[2])

    with running(app, account) as address, httpx2.Client(base_url=address) as client:
        yield client


def test_a_request_reaches_its_function_and_the_answer_comes_back(site: httpx2.Client) -> None:
    reply = site.post("/echo/hi", params={"a": ["1", "2"], "empty": ""}, content=b"123")
    assert reply.text == "POST hi {'a': '1,2'} 3"
    assert (reply.headers["x-from"], reply.headers["content-type"]) == ("echo", "text/plain; charset=utf-8")


def test_an_address_arrives_as_it_was_sent(site: httpx2.Client) -> None:
    assert site.get("/url/a%2fb/%EA%B9%80?q=%20x").text == "url/a%2fb/%EA%B9%80?q=%20x"


def test_a_path_is_decoded_before_its_function_is_found_but_an_encoded_slash_is_none(site: httpx2.Client) -> None:
    assert [site.get("/%65cho/hi").status_code, site.get("/echo%2fhi").status_code] == [200, 404]


def test_head_is_answered_without_a_body(site: httpx2.Client) -> None:
    reply = site.head("/echo/hi")
    assert (reply.status_code, reply.content, reply.headers["content-length"]) == (200, b"", "12")


def test_what_no_function_serves_is_not_found(site: httpx2.Client) -> None:
    assert [site.get("/nothing").status_code, site.post("/broken").status_code] == [404, 404]


def test_a_function_that_raises_answers_500_without_a_body(site: httpx2.Client) -> None:
    reply = site.get("/broken")
    assert (reply.status_code, reply.content) == (500, b"")


def test_a_chunked_body_arrives_empty_as_in_the_functions_host(site: httpx2.Client) -> None:
    assert site.post("/echo/hi", content=iter([b"123"])).text == "POST hi {} 0"


def test_a_body_over_100_megabytes_is_refused(site: httpx2.Client) -> None:
    assert site.post("/echo/hi", content=bytes(MOST_BODY_BYTES + 1)).status_code == 413


def test_a_timer_is_called_when_it_is_due(account: str) -> None:
    app, late = func.FunctionApp(), []

    @app.timer_trigger("timer", "* * * * * *")
    def tick(timer: func.TimerRequest) -> None:
        late.append(timer.past_due)

    with running(app, account):
        assert eventually(lambda: len(late) >= 2)
    assert not any(late)
