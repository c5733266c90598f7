// SPDX-License-Identifier: EUPL-1.2
// A fictional Czech town and a Norwegian kommune with campaigns in every state that has a page.
import fs from 'node:fs';
import { Installation, until } from './installation.js';
import { Relay, plainText } from './relay.js';

export const PASSWORD = 'heslo jen pro zkoušku';

const DATA = {
  cs: {
    key: 'lipova', name: 'Město Lipová', country: 'CZ', colour: '#7a1f3d', phone: '+420 300 000 000',
    register: '2015-01-01', coordinator: 'Ema Zkušební', mobile: '+4206010000',
    given: ['Žaneta', 'Řehoř', 'Ludmila', 'Ctirad'], family: ['Vzorová', 'Vzorový', 'Příkladová', 'Příkladový'],
    title: { cs: 'Jaký má být nový park u nádraží?', en: 'What should the new park by the station be like?' },
    lead: { cs: 'Tři návrhy jsou na stole a rozhodnuto ještě není. Přijďte říct, co se vám líbí a co ne.', en: 'Three designs are on the table and nothing is decided. Come and say what you like.' },
    place: 'Sokolovna, Nádražní 12', street: 'Dlouhá, 123 45 Lipová, č. p.', access: { cs: 'Bezbariérový vchod ze dvora.', en: 'Step-free entrance from the yard.' },
    question: 'Bude tam výtah? Mám vozík a na schody se nedostanu.',
  },
  nb: {
    // The register is young, so that nobody can be called new: the reach page has another form then.
    key: 'solvik', name: 'Solvik kommune', country: 'NO', colour: '#0b5d3b', phone: '+47 70 00 00 00',
    register: '2026-06-01', coordinator: 'Kari Eksempel', mobile: '+47400000',
    given: ['Åse', 'Øyvind', 'Solveig', 'Bjørn'], family: ['Eksempel', 'Prøve', 'Mønster', 'Øving'],
    title: { nb: 'Innbyggermedvirkningsmøte om arealplanen ved fergekaia', nn: 'Folkemøte om arealplanen ved ferjekaia' },
    lead: { nb: 'Tre forslag ligger på bordet, og ingenting er bestemt. Kom og si hva du liker og ikke liker.', nn: 'Tre forslag ligg på bordet, og ingenting er bestemt. Kom og sei kva du liker.' },
    place: 'Samfunnshuset, Strandgata 1', street: '1234 Solvik, Kirkeveien', access: { nb: 'Trinnfri inngang fra gårdsplassen.', nn: 'Trinnfri inngang frå gardsplassen.' },
    question: 'Er det parkering der? Jeg har dårlig hofte og kan ikke gå langt.',
  },
};

const GROUPS = ['youth', 'women', 'seniors', 'disability', 'excluded'];

export class Town {
  constructor(installation, locale, relayPort) {
    Object.assign(this, DATA[locale], { installation, locale, relayPort });
    this.slow = `${this.key}-pomalu`; // the organisation whose mail goes through the relay
    this.blank = `${this.key}-prazdna`; // the one that has done nothing yet
    this.here = `${this.key}-doma`; // and the one that writes letters, calls and stands at the door
    this.texts = JSON.parse(fs.readFileSync(new URL(`../../locales/${locale}.json`, import.meta.url), 'utf8'));
  }

  async fill() {
    for (const key of [this.key, this.slow, this.blank, this.here]) {
      await this.installation.dosah('org', 'add', key, '--name', this.name, '--country', this.country, '--locale', this.locale,
        '--sender-email', `pozvanky@${key}.example`, '--contact-phone', this.phone, '--contact-email', `info@${key}.example`,
        '--brand-colour', this.colour, '--register-start', this.register, '--no-approval');
      await this.installation.dosah('org', 'hours', key, '--sms', 'always'); // tests run at any hour of any day
      await this.addUser(`koordinator@${key}.example`, key, this.coordinator, 'coordinator');
    }
    await this.addUser(`hodnotitel@${this.key}.example`, this.key, this.coordinator, 'evaluator');
    this.accounts = {};
    for (const channel of ['email', 'sms'])
      this.accounts[channel] = await this.installation.dosah('connector', 'add', 'capture', channel, '--org', this.key, '--set',
        `channel=${channel}`, '--set', `folder=${this.installation.folder}`, '--set', 'dead=vraci-se');
    await this.installation.dosah('connector', 'add', 'smtp', '--org', this.slow, '--set', 'host=127.0.0.1', '--set',
      `port=${this.relayPort}`, '--set', 'tls=none', '--set', 'connections=20');
    await this.import(this.key, this.contacts());
    await this.import(this.key, 'external id,date,kind,what\n' + [1, 4, 7, 12].map((n) => `${n},2026-0${1 + n % 9}-10,attended,Forum\n`).join(''), 'involvement');
    await this.import(this.slow, 'external id,given name,family name,email,birth year\n' +
      ['hned', 'pomalu', 'pomalu', 'pomalu', 'nejiste', 'nejiste'].map((kind, n) =>
        `${n},${this.given[n % 4]},${this.family[n % 4]},${kind}-${n}@${this.key}.example,19${50 + n}\n`).join(''));
  }

  async addUser(email, organisation, name, role) {
    const file = this.installation.write(`password-${this.key}`, PASSWORD);
    await this.installation.dosah('user', 'add', email, '--org', organisation, '--name', name, '--role', role, '--locale',
      this.locale, '--password-file', file);
  }

  contacts() {
    let text = 'external id,given name,family name,birth year,email,mobile,group\n';
    for (let n = 1; n <= 36; ++n) {
      const address = n % 3 ? `${n === 2 ? 'vraci-se' : 'osoba'}-${n}@${this.key}.example,` : `,${this.mobile}${String(10 + n)}`;
      text += `${n},${this.given[n % 4]},${this.family[n % 4]},${1940 + 2 * n},${address},${GROUPS[n % 5]}\n`;
    }
    return text;
  }

  async import(organisation, content, kind = 'contacts') {
    const report = await this.installation.dosah('contacts', 'import', this.installation.write(`${organisation}.csv`, content), '--org',
      organisation, '--kind', kind, '--legal-basis', 'public_task', '--legal-basis-source', 'vzorek');
    if (report.rejected_rows) throw new Error(`import: ${JSON.stringify(report.rejected)}`);
  }

  /** Loads a campaign; `starts` and `ends` of the event are moments. Returns its number. */
  async load(organisation, key, changes = {}) {
    const day = 86400000;
    const at = (moment) => new Date(moment).toISOString().slice(0, 19) + 'Z';
    const { starts = Date.now() + 21 * day, ends = starts + 7200000, ...members } = changes;
    const definition = {
      key, name: this.title, audience: 'all', channels: ['email', 'sms'], strip_sms: true, waves: [{ kind: 'invitation' }],
      event: { kind: 'forum', title: this.title, lead: this.lead, place: this.place, access: this.access, starts: at(starts), ends: at(ends) },
      ...members,
    };
    const file = this.installation.write(`${organisation}.json`, JSON.stringify(definition));
    return (await this.installation.dosah('campaign', 'load', file, '--org', organisation, '--as', 'ema')).id;
  }

  launch(organisation, key) {
    return this.installation.dosah('campaign', 'launch', key, '--org', organisation, '--as', 'ema');
  }

  reach(organisation, key, state) {
    return until(`${organisation}: ${key} is ${state}`, async () =>
      (await this.installation.dosah('campaign', 'status', key, '--org', organisation)).state === state);
  }

  /** Campaigns in the captured organisation: draft, scheduled, over and finished; with answers and a question. */
  async runCaptured() {
    this.ids = { draft: await this.load(this.key, 'rozpracovana') };
    const tomorrow = new Date(Date.now() + 86400000).toISOString().slice(0, 19) + 'Z';
    this.ids.scheduled = await this.load(this.key, 'pripravena', { waves: [{ kind: 'invitation', starts: tomorrow }] });
    await this.launch(this.key, 'pripravena');
    // An event that begins and ends while the rest is set up, but not before its mails have gone on a busy machine.
    const soon = Math.ceil(Date.now() / 1000) * 1000 + 25000;
    this.closes = soon + 2000;
    this.ids.over = await this.load(this.key, 'probehla', {
      starts: soon, ends: soon + 1000, closes: new Date(this.closes).toISOString().slice(0, 19) + 'Z', audience: 'birth_year < 1946',
    });
    this.programme = `program-${this.key}`;
    await this.installation.dosah('programme', 'add', this.programme, '--name', `Program ${this.name}`);
    await this.installation.dosah('programme', 'join', this.programme, '--campaign', `${this.key}/probehla`);
    await this.launch(this.key, 'probehla');
    await this.reach(this.key, 'probehla', 'finished');
    this.over = this.links()[0].page;
    const before = this.links().length;
    this.ids.finished = await this.load(this.key, 'park');
    await this.launch(this.key, 'park');
    await this.reach(this.key, 'park', 'finished');
    this.fresh = this.links().slice(before).filter((link) => !link.recipient.startsWith('vraci-se'));
    this.spare = this.fresh.splice(0, 1)[0].page; // opened by many tests, answered by none
    for (const answer of ['yes', 'yes', 'yes', 'maybe', 'no', 'no']) await this.answer(this.take().page, answer);
    await this.writeIn();
  }

  /** The links of all captured mails, oldest first. */
  links() {
    return this.installation.captured(this.accounts.email.id).map((message) => this.linksOf(message.recipient, message.content));
  }

  linksOf(recipient, content) {
    const text = plainText(content);
    const found = (kind) => new RegExp(`${this.installation.url}/${kind}/[0-9A-Za-z-]+`).exec(text)?.[0];
    return { recipient, page: found('i'), unsubscribe: found('u') };
  }

  /** A person who has not been used yet. */
  take() {
    const link = this.fresh.shift();
    if (!link) throw new Error('the sample has no more people');
    return link;
  }

  async answer(page, answer) {
    const reply = await fetch(page, { method: 'POST', body: new URLSearchParams({ answer }) });
    if (!reply.ok) throw new Error(`${page}: ${reply.status}`);
  }

  /** A question by mail and one by SMS. */
  async writeIn() {
    const post = async (url, body, type) => {
      const reply = await fetch(url, { method: 'POST', body, headers: { 'Content-Type': type } });
      if (!reply.ok) throw new Error(`${url}: ${reply.status} ${await reply.text()}`);
    };
    const mail = this.installation.captured(this.accounts.email.id).at(-1);
    await post(`${this.accounts.email.webhook_url}email`,
      `From: <${mail.recipient}>\r\nTo: <pozvanky@${this.key}.example>\r\nSubject: Re\r\nMessage-ID: <dotaz@posta.example>\r\n` +
      `MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${this.question}\r\n`, 'message/rfc822');
    const sms = new URLSearchParams({ from: `${this.mobile}99`, to: '12345', text: this.question, id: 'dotaz' });
    await post(`${this.accounts.sms.webhook_url}sms?${sms}`, '', 'text/plain');
  }

  /** A mail from an address to us. */
  async write(from, words, headers = '') {
    const reply = await fetch(`${this.accounts.email.webhook_url}email`, {
      method: 'POST', headers: { 'Content-Type': 'message/rfc822' },
      body: `From: <${from}>\r\nTo: <pozvanky@${this.key}.example>\r\n${headers}Message-ID: <${Date.now()}-${from}>\r\n` +
        `Content-Type: text/plain; charset=utf-8\r\n\r\n${words}\r\n`,
    });
    if (!reply.ok) throw new Error(`${reply.status} ${await reply.text()}`);
  }

  /** A mail from a person to us, about the last message they got; resolves when it was read. */
  async tell(recipient, words) {
    const sent = this.installation.captured(this.accounts.email.id).findLast((message) => message.recipient === recipient);
    const [, id] = /^message-id:\s*(<[^>]+>)/im.exec(sent.content);
    await this.write(recipient, words, `In-Reply-To: ${id}\r\n`);
    await until(`"${words}" to be heard`, async () =>
      (await this.installation.dosah('suppression', 'show', recipient, '--org', this.key)).suppressed);
  }

  /** A campaign by letter whose event is about to begin; the last two people have a telephone and no address. */
  async runHere() {
    await this.installation.dosah('connector', 'add', 'post', '--org', this.here, '--set', `sender=${this.name}, ${this.place}`);
    await this.import(this.here, 'external id,given name,family name,birth year,mobile,address\n' + [1, 2, 3, 4, 5, 6].map((n) =>
      `${n},${this.given[n % 4]},${this.family[n % 4]},${1950 + n},${this.mobile}${80 + n},${n > 4 ? '' : `"${this.street} ${n}"`}\n`).join(''));
    this.ids.drawn = await this.load(this.here, 'los', {
      channels: ['letter'], audience: { query: 'all', draw: { size: 2, holdout: 1, seed_source: 'Sportka 2026-12-04' } },
    });
    await this.launch(this.here, 'los');
    this.ids.here = await this.load(this.here, 'dnes', { channels: ['letter'], starts: Date.now() + 3600000 });
    await this.launch(this.here, 'dnes');
    await until('the letters', async () =>
      (await this.installation.dosah('letters', 'status', 'dnes', '--org', this.here)).waiting === 4);
  }

  /** Campaigns whose mail the relay holds: running, paused, and one that was cancelled on its way. */
  async runSlow(relay) {
    for (const state of ['running', 'paused', 'cancelled']) {
      this.ids[state] = await this.load(this.slow, state, { channels: ['email'] });
      const mine = () => relay.mails.filter((mail) => mail.recipient.endsWith(`@${this.key}.example`));
      const before = mine().length;
      await this.launch(this.slow, state);
      const mail = await until('the quick mail', () => mine()[before]);
      this[state] = this.linksOf(mail.recipient, mail.content).page;
      await this.reach(this.slow, state, 'running');
      const doubtful = this.doubtful = (this.doubtful ?? 0) + 2;
      await until('messages in doubt', async () =>
        (await this.installation.dosah('indoubt', 'list', '--org', this.slow)).length >= doubtful);
    }
    await this.installation.dosah('campaign', 'pause', 'paused', '--org', this.slow);
    await this.installation.dosah('campaign', 'cancel', 'cancelled', '--org', this.slow);
  }
}

/** Everything the tests look at; `remove` ends it. */
export async function setUp() {
  const installation = new Installation();
  const relay = new Relay(/^pomalu/, /^nejiste/);
  const remove = async () => {
    relay.release();
    await installation.remove();
    await relay.close();
  };
  try {
    const port = await relay.listen();
    await installation.create();
    const towns = Object.keys(DATA).map((locale) => new Town(installation, locale, port));
    await Promise.all(towns.map((town) => town.fill()));
    await installation.serve();
    await Promise.all(towns.map((town) => town.runCaptured().then(() => town.runSlow(relay)).then(() => town.runHere())));
    await until('the events to be over', () => towns.every((town) => Date.now() > town.closes));
    return { installation, relay, towns, remove };
  } catch (problem) {
    if (installation.folder) try { console.error(installation.log().slice(-3000)); } catch { /* not started yet */ }
    await remove();
    throw problem;
  }
}
