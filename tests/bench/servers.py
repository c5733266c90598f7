# SPDX-License-Identifier: EUPL-1.2
"""Programs that a bench starts on free loopback ports and stops by their pid."""
import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time


def free_port():
    """A TCP port on 127.0.0.1 that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_open(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(what, condition, limit=60, pause=0.02):
    """Looks again and again until the condition holds."""
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f"waited in vain for {what}")
        time.sleep(pause)


def program(name, remedy="./dev setup"):
    """Where a program is; Debian's servers are not on everybody's path."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if found is None:
        raise RuntimeError(f"{name} is not installed; it comes with {remedy}")
    return found


class Folder:
    """A temporary folder, removed with everything in it."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="dosah-bench-")
        os.chmod(self.path, 0o777)  # some of what works in it does not run as root

    def __truediv__(self, name):
        return os.path.join(self.path, name)

    def write(self, name, text):
        with open(self / name, "w", encoding="utf-8") as file:
            file.write(text)
        return self / name

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


class Server:
    """A child process; leaving the with block ends it."""

    def __init__(self, words, log, user=None, end_by=signal.SIGTERM, stdin=subprocess.DEVNULL):
        self.log = log
        self.end_by = end_by
        as_user = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
        with open(log, "ab") as out:
            self.process = subprocess.Popen(words, stdin=stdin, stdout=out, stderr=out, **as_user)

    @property
    def pid(self):
        return self.process.pid

    def wait_for(self, what, condition, limit=60, pause=0.02):
        """Like wait_until, and the server's end is an error that shows its log."""
        end = time.monotonic() + limit
        while not condition():
            if self.process.poll() is not None or time.monotonic() > end:
                with open(self.log, errors="replace") as log:
                    raise RuntimeError(f"waited in vain for {what}\n{log.read()[-3000:]}")
            time.sleep(pause)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(self.end_by)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def smtp_sink(folder, port, *options):
    """Postfix's smtp-sink: takes every message and throws it away."""
    as_user = ["-u", "nobody"] if os.getuid() == 0 else []
    sink = Server([program("smtp-sink"), *as_user, *options, f"inet:127.0.0.1:{port}", "200"], folder / "sink.log")
    sink.wait_for("smtp-sink", lambda: is_open(port))
    return sink


class Postgres(Server):
    """A PostgreSQL with its defaults (fsync on), only trust instead of passwords."""

    def __init__(self, folder):
        self.bin = max(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]), default=None)
        if self.bin is None:
            raise RuntimeError("PostgreSQL is not installed; run ./dev setup")
        user = "postgres" if os.getuid() == 0 else None
        as_user = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
        data = folder / "postgresql"
        subprocess.run([f"{self.bin}/initdb", "-D", data, "-U", "dosah", "--auth=trust", "--encoding=UTF8",
                        "--locale=C"], check=True, stdout=subprocess.DEVNULL, cwd="/", **as_user)
        self.port = free_port()
        # An immediate stop: nothing of it is kept.
        super().__init__([f"{self.bin}/postgres", "-D", data, "-h", "127.0.0.1", "-p", str(self.port), "-k",
                          folder.path], folder / "postgresql.log", user, signal.SIGQUIT)
        self.wait_for("PostgreSQL", lambda: subprocess.run(
            [f"{self.bin}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]).returncode == 0, pause=0.1)

    def url(self, name):
        return f"postgresql://dosah@127.0.0.1:{self.port}/{name}"

    def query(self, name, sql):
        """The rows, as lists of text."""
        done = subprocess.run([f"{self.bin}/psql", "-XqAt", "-F", "\t", "-d", self.url(name), "-c", sql], check=True,
                              capture_output=True, text=True)
        return [line.split("\t") for line in done.stdout.splitlines()]


class Kannel:
    """Bearerbox, smsbox and Kannel's fakesmsc as the operator, logging warnings only, with an empty spool each time."""

    USER, PASSWORD = "dosah", "heslo-ke-kannelu"

    def __init__(self, folder):
        self.folder = folder
        self.admin_port, self.box_port, self.port, self.operator_port = (free_port() for _ in range(4))
        self.sendsms_url = f"http://127.0.0.1:{self.port}/cgi-bin/sendsms"

    def __enter__(self):
        spool, receipts = self.folder / "kannel-spool", self.folder / "kannel-receipts"
        for path in (spool, receipts):
            shutil.rmtree(path, ignore_errors=True)
            os.mkdir(path)
        conf = self.folder.write("kannel.conf", f"""group = core
admin-port = {self.admin_port}
admin-password = test
status-password = test
smsbox-port = {self.box_port}
smsbox-interface = 127.0.0.1
box-allow-ip = "127.0.0.1"
store-type = spool
store-location = "{spool}"
dlr-storage = spool
dlr-spool = "{receipts}"

group = smsc
smsc = fake
smsc-id = OPERATOR
host = 127.0.0.1
port = {self.operator_port}
connect-allow-ip = "127.0.0.1"

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {self.port}
sendsms-interface = 127.0.0.1
http-request-retry = 600
http-queue-delay = 1

group = sendsms-user
username = {self.USER}
password = {self.PASSWORD}
max-messages = 10
concatenation = true

group = sms-service
keyword = default
text = ""
max-messages = 0
""")
        self.boxes = []
        try:
            for name, port in (("bearerbox", self.box_port), ("smsbox", self.port)):
                self.boxes.append(Server([program(name), "-v", "2", conf], self.folder / f"{name}.log"))
                self.boxes[-1].wait_for(name, lambda: is_open(port))
            # The link's port takes one client, so it is not tried beforehand; an open input keeps fakesmsc running.
            def connects():
                operator = Server(["/usr/lib/kannel/test/fakesmsc", "-H", "127.0.0.1", "-r", str(self.operator_port)],
                                  self.folder / "operator.log", stdin=subprocess.PIPE)
                try:
                    operator.process.wait(0.3)
                    return False
                except subprocess.TimeoutExpired:
                    self.boxes.append(operator)
                    return True
            self.boxes[0].wait_for("fakesmsc", connects)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for box in reversed(self.boxes):
            box.end_by = signal.SIGKILL  # what it still has to deliver is of no interest
            box.stop()
