// SPDX-License-Identifier: EUPL-1.2
// node nodemailer.js PORT COUNT FILE: sends the mail in FILE ({subject, text, html}) COUNT times by a pool of ten
// connections, and prints how many a second were taken.
import { readFileSync } from 'node:fs';
import nodemailer from 'nodemailer';

const [port, count, file] = process.argv.slice(2);
const mail = JSON.parse(readFileSync(file, 'utf8'));
const transport = nodemailer.createTransport({
  host: '127.0.0.1', port: Number(port), secure: false, ignoreTLS: true, pool: true, maxConnections: 10,
  maxMessages: Infinity,
});

// As many waiting as keep every connection busy; it makes the next mail while the others are on their way.
let next = 0;
async function one() {
  while (next < Number(count)) {
    next += 1;
    await transport.sendMail({ from: 'mesto@obec.test', to: `osoba${next}@obec.test`, ...mail });
  }
}
const begin = process.hrtime.bigint();
await Promise.all(Array.from({ length: 40 }, one));
const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
transport.close();
console.log(Number(count) / seconds);
