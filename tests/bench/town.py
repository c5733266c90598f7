# SPDX-License-Identifier: EUPL-1.2
"""A town that has Dosah: people, a connector account, a campaign, all through the program itself."""
import datetime
import json
import os
import shutil
import sqlite3
import subprocess
import uuid

from servers import Server, free_port

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CONNECTIONS = 10
os.environ.setdefault("DOSAH_SHARE_FOLDER", ROOT)  # the program is copied away from its templates

BODIES = {
    "cs": """{{greeting}},

{{organisation.name}} Vás zve na akci „{{event.title}}“. {{event.lead}}

Na stole leží tři návrhy a žádný z nich není hotový. První počítá s větším dětským hřištěm a s pítkem, druhý s komunitní zahradou
a lavičkami ve stínu, třetí s cestou, po které se dá projet s kočárkem i na vozíku od nádraží až ke škole.

Začínáme {{event.when}}, místo: {{event.place}}. {{event.access}} Nemusíte se nijak připravovat a nemusíte nic umět. Stačí přijít
a říct, co se Vám líbí, co ne a co v návrzích chybí. Kdo nechce mluvit před ostatními, může svůj názor napsat na lístek.

{{#given_name}}Rádi Vás uvidíme. {{/given_name}}Dejte nám prosím vědět, jestli přijdete: {{answer_url}}. Pomůže nám to s přípravou.
Kdo raději zavolá, má číslo {{organisation.phone}}. Kdo už od nás psát nechce, řekne to tady: {{unsubscribe_url}}.""",
    "nb": """{{greeting}},

{{organisation.name}} inviterer deg til «{{event.title}}». {{event.lead}}

Det ligger tre forslag på bordet, og ingen av dem er ferdige. Det første har en større lekeplass og en drikkefontene, det andre en
felleshage og benker i skyggen, det tredje en vei som er god å gå med barnevogn og rullestol fra stasjonen og helt fram til skolen.

Vi begynner {{event.when}}, sted: {{event.place}}. {{event.access}} Du trenger ikke å forberede deg, og du trenger ikke å kunne noe
spesielt. Bare kom og si hva du liker, hva du ikke liker og hva som mangler. Den som ikke vil snakke foran andre, kan skrive en lapp.

{{#given_name}}Vi gleder oss til å se deg. {{/given_name}}Si gjerne fra om du kommer: {{answer_url}}. Det hjelper oss å forberede oss.
Vil du heller ringe, er nummeret {{organisation.phone}}. Vil du ikke ha flere meldinger, sier du fra her: {{unsubscribe_url}}.""",
}


def campaign_file(channel):
    """In two languages; the mail has text, HTML and a calendar file."""
    day = (datetime.date.today() + datetime.timedelta(days=21)).isoformat()
    return {
        "key": "park", "name": "Park u nádraží", "channels": [channel], "audience": "all", "strip_sms": True,
        "event": {"kind": "forum", "title": {"cs": "Jaký má být nový park?", "nb": "Hvordan skal den nye parken bli?"},
                  "lead": {"cs": "Rozhodnuto ještě není.", "nb": "Ingenting er bestemt ennå."},
                  "place": "Sokolovna, Nádražní 12",
                  "access": {"cs": "Bezbariérový vchod ze dvora.", "nb": "Trinnfri inngang fra gårdsplassen."},
                  "starts": f"{day}T17:00", "ends": f"{day}T19:00"},
        "email": {locale: {"subject": "{{event.title}}", "body": body} for locale, body in BODIES.items()},
        "sms": {"cs": "{{organisation.name}}: {{event.title}} {{answer_url}}",
                "nb": "{{organisation.name}}: {{event.title}} {{answer_url}}"},
    }


def people_file(count):
    """Fictional people, half of them Norwegian speakers; numbers of the range fakesmsc shows."""
    rows = ["Číslo;Jméno;Příjmení;Pohlaví;E-mail;Telefon;Jazyk"]
    rows += [f"{i};Jana;Vzorová{i};žena;osoba{i}@obec.test;+420{601000000 + i};{'cs' if i % 2 else 'nb'}"
             for i in range(1, count + 1)]
    return "\n".join(rows) + "\n"


class Town:
    """A store with an organisation, its people, its account and a campaign that waits for its launch. It is made once;
    each run works on a copy."""

    def __init__(self, folder, dosah, name, people, connector, postgres=None, channel="email"):
        self.folder, self.dosah_binary, self.name, self.people = folder, dosah, name, people
        self.postgres = postgres
        self.store = self._url(name)
        if postgres:
            postgres.query("postgres", f"CREATE DATABASE {name}")
        self.dosah(self.store, "migrate")
        self.dosah(self.store, "org", "add", "lipova", "--name", "Město Lipová", "--sender-email", "mesto@obec.test",
                   "--contact-phone", "+420 300 000 000", "--no-approval", "--register-start", "2020-01-01")
        self.dosah(self.store, "org", "hours", "lipova", "--sms", "always")  # it is measured at any hour of any day
        # Whatever the time is: what is measured must not wait for the morning.
        self.dosah(self.store, "org", "hours", "lipova", "--sms", "always")
        self.dosah(self.store, "connector", "add", *connector, "--org", "lipova")
        report = json.loads(self.dosah(self.store, "contacts", "import", "-", "--org", "lipova", "--legal-basis",
                                       "public_task", "--legal-basis-source", "bench", "--json",
                                       given=people_file(people)))
        if report["added"] != people:
            raise RuntimeError(f"of {people} people {report['added']} were taken: {report['rejected'][:3]}")
        campaign = folder.write("campaign.json", json.dumps(campaign_file(channel), ensure_ascii=False))
        self.dosah(self.store, "campaign", "load", campaign, "--org", "lipova")

    def _url(self, name):
        return self.postgres.url(name) if self.postgres else "sqlite:" + (self.folder / f"{name}.sqlite")

    def dosah(self, store, *words, given=None, config=()):
        """Runs one command and returns what it printed."""
        done = subprocess.run([*self.command(store, *config), *words], input=given, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"dosah {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def command(self, store, *config):
        settings = {"store.url": store, "key_file": self.folder / "key", "spool.folder": self.folder / "spool",
                    "campaign.cancel_window_seconds": 0,
                    "dispatch.connections": CONNECTIONS, **dict(config)}
        return [self.dosah_binary, *(f"--{key}={value}" for key, value in settings.items())]

    def copy(self):
        return Run(self)


class Run:
    """One campaign on a copy of a town's store, by a daemon of its own."""

    def __init__(self, town):
        self.town = town
        self.name = f"{town.name}_{uuid.uuid4().hex[:8]}"
        self.store = town._url(self.name)
        if town.postgres:
            town.postgres.query("postgres", f"CREATE DATABASE {self.name} TEMPLATE {town.name}")
        else:
            # The commands that filled it have ended, so the file holds everything.
            shutil.copyfile(town.folder / f"{town.name}.sqlite", town.folder / f"{self.name}.sqlite")
        self.daemon = None
        self.most_handed = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.daemon:
            self.daemon.stop()
        if self.town.postgres:
            self.town.postgres.query("postgres", f"DROP DATABASE {self.name} WITH (FORCE)")
        else:
            for end in ("", "-wal", "-shm", ".lock"):
                if os.path.exists(path := self.town.folder / f"{self.name}.sqlite{end}"):
                    os.remove(path)

    def query(self, sql):
        """The rows; numbers may come as text."""
        if self.town.postgres:
            return self.town.postgres.query(self.name, sql)
        connection = sqlite3.connect(f"file:{self.town.folder / self.name}.sqlite?mode=ro", uri=True, timeout=30)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def serve(self, *config):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        ready = self.town.folder / f"{self.name}.port"
        listen = (("http.listen", f"127.0.0.1:{self.port}"), ("http.public_url", self.url), ("http.port_file", ready))
        self.daemon = Server([*self.town.command(self.store, *listen, *config), "serve"],
                             self.town.folder / f"{self.name}.log")
        self.daemon.wait_for("the daemon", lambda: os.path.exists(ready))

    def launch(self):
        self.town.dosah(self.store, "campaign", "launch", "park", "--org", "lipova", "--recipients",
                        str(self.town.people))

    def state(self):
        state, handed = self.query("SELECT (SELECT state FROM campaigns), "
                                   "(SELECT COUNT(*) FROM queue JOIN messages ON messages.id = queue.message_id "
                                   "WHERE queue.stage = 'held' AND messages.state = 'handed')")[0]
        self.most_handed = max(self.most_handed, int(handed))
        return state

    def memory(self, which):
        """VmHWM (the peak) or VmRSS of the daemon, in MiB."""
        with open(f"/proc/{self.daemon.pid}/status", encoding="ascii") as status:
            line = next(line for line in status if line.startswith(which + ":"))
        return round(int(line.split()[1]) / 1024, 1)

    def send(self, limit=600, launched=False):
        """Launches and waits for the end. Returns messages a second, by the ledger: from the first claim to the last
        accepted message's outcome."""
        if not launched:
            self.launch()
        self.daemon.wait_for("the campaign's end", lambda: self.state() == "finished", limit, pause=0.2)
        return self.rate()

    def rate(self):
        accepted = int(self.query("SELECT COUNT(*) FROM messages WHERE state = 'accepted'")[0][0])
        if accepted != self.town.people:
            states = self.query("SELECT state, state_reason, COUNT(*) FROM messages GROUP BY state, state_reason")
            raise RuntimeError(f"of {self.town.people} messages {accepted} were accepted: {states}")
        first, last = self.query("SELECT MIN(claimed_at), MAX(ended_at) FROM attempts")[0]
        return accepted / ((int(last) - int(first)) / 1e6)
