# SPDX-License-Identifier: EUPL-1.2
"""People who open their page and answer, at a steady pace, and how long each waited."""
import http.client
import threading
import time
import urllib.parse

PER_SECOND = 100


class Visitors:
    """Reads a person's page, answers on it and asks for the state of things, in turn, over one connection. A request that
    is due while another one waits is counted from when it was due."""

    def __init__(self, url, token):
        self.address = urllib.parse.urlparse(url).netloc
        self.requests = [("GET", f"/i/{token}", None), ("POST", f"/i/{token}", "answer=maybe"), ("GET", "/health", None)]
        self.waits = []
        self.problem = None
        self.leave = threading.Event()
        self.thread = threading.Thread(target=self._come)

    def _come(self):
        connection = http.client.HTTPConnection(self.address, timeout=60)
        begin = time.monotonic()
        try:
            while not self.leave.is_set():
                due = begin + len(self.waits) / PER_SECOND
                if self.leave.wait(max(0, due - time.monotonic())):
                    break
                method, path, form = self.requests[len(self.waits) % len(self.requests)]
                kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
                try:
                    connection.request(method, path, form, kind)
                    reply = connection.getresponse()
                except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
                    # A server may close a connection it kept open; browsers then ask once more.
                    connection.close()
                    connection.request(method, path, form, kind)
                    reply = connection.getresponse()
                reply.read()
                if reply.status >= 400:
                    raise RuntimeError(f"{method} {path.rpartition('/')[0]}/…: {reply.status}")
                self.waits.append(time.monotonic() - due)
        except (OSError, http.client.HTTPException, RuntimeError) as problem:
            self.problem = problem
        finally:
            connection.close()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.leave.set()
        self.thread.join()

    def p99(self):
        """In milliseconds."""
        if self.problem:
            raise RuntimeError(f"a visitor was not served: {self.problem}")
        return 1000 * sorted(self.waits)[int(0.99 * len(self.waits))]
