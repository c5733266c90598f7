// SPDX-License-Identifier: EUPL-1.2
// Dosah as a town has it: the program itself, a store and a configuration file in a temporary folder, a free port.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const program = process.env.DOSAH_BINARY;
// Settings of whoever runs the tests must not reach the program: they could lead it to a store that is in use.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('DOSAH_')));

async function freePort() {
  const server = net.createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Asks until the answer is truthy and returns it. */
export async function until(what, ask, limit = 60000) {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

export class Installation {
  #keeper;

  async create() {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'dosah-browser-'));
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    const settings = {
      'store.url': `sqlite:${this.folder}/dosah.sqlite`,
      key_file: `${this.folder}/key`,
      'spool.folder': `${this.folder}/spool`,
      'http.listen': `127.0.0.1:${port}`,
      'http.public_url': this.url,
      'http.port_file': `${this.folder}/port`,
      'campaign.cancel_window_seconds': 0,
      'dispatch.connections': 20,
      'dispatch.lease_seconds': 600,
      'stop.seconds': 2,
      sandbox: true,
    };
    this.config = this.write('dosah.properties', Object.entries(settings).map(([key, value]) => `${key} = ${value}\n`).join(''));
    await this.dosah('migrate');
  }

  write(name, text) {
    const file = path.join(this.folder, name);
    fs.writeFileSync(file, text);
    return file;
  }

  /** Runs a command that must succeed; returns its JSON. */
  async dosah(...words) {
    const { stdout } = await promisify(execFile)(program, ['--config', this.config, ...words, '--json'], { env });
    return stdout.trim() ? JSON.parse(stdout.trim().split('\n').at(-1)) : null;
  }

  /** Runs a command that must succeed; returns what it printed. */
  async output(...words) {
    const { stdout } = await promisify(execFile)(program, ['--config', this.config, ...words], { env, maxBuffer: 1 << 24 });
    return stdout;
  }

  async serve() {
    // The shell ends the daemon and removes the folder once its input closes, which it does however this program ends.
    const keeper = '"$@" >"$0/log" 2>&1 & daemon=$!; read -r _; kill $daemon; wait $daemon; rm -rf "$0"';
    this.#keeper = spawn('sh', ['-c', keeper, this.folder, program, '--config', this.config, 'serve'],
      { env, stdio: ['pipe', 'ignore', 'inherit'] });
    await until('the daemon', () => fs.existsSync(path.join(this.folder, 'port')));
  }

  log() {
    return fs.readFileSync(path.join(this.folder, 'log'), 'utf8');
  }

  /** What a capture account kept, oldest first: {recipient, sender, content, ..}. */
  captured(account) {
    const file = path.join(this.folder, `captured-${account}.jsonl`);
    if (!fs.existsSync(file)) return [];
    return fs.readFileSync(file, 'utf8').trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  }

  async remove() {
    if (!this.#keeper) return fs.rmSync(this.folder, { recursive: true, force: true });
    const ended = once(this.#keeper, 'exit');
    this.#keeper.stdin.end();
    await ended;
  }
}
