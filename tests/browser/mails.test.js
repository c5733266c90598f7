// SPDX-License-Identifier: EUPL-1.2
// Every mail that ships, as the program writes it (write_mails.cpp); started by ./run_mails.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { caniemail } from 'caniemail';
import { HtmlValidate } from 'html-validate';
import { Browser, WCAG, assertAccessible, assertFits, picture } from './browser.js';
import { CLIENTS, EXCEPTIONS, RULES_OFF } from './mail_rules.js';

const all = fs.readdirSync(process.env.MAILS).sort().map((file) => (
  { name: path.basename(file, '.json'), ...JSON.parse(fs.readFileSync(path.join(process.env.MAILS, file), 'utf8')) }));

/** One of each HTML: groups and kinds of events have words of their own in some messages only. */
const distinct = [...new Map(all.map((mail) => [mail.html, mail])).values()];
/** One of each layout: what a mail says makes no difference to how its parts stand. */
const layouts = [...new Map(distinct.map((mail) => [[mail.locale, mail.message, mail.format], mail])
  .map(([key, mail]) => [key.join(), mail])).values()];

const browser = new Browser();
await browser.start('about:blank');
after(() => browser.stop());

test('there is every message in every language and format', () => {
  for (const [values, least] of [[all.map((mail) => mail.locale), 4], [all.map((mail) => mail.message), 10], [all.map((mail) => mail.format), 3]])
    assert.ok(new Set(values).size >= least, [...new Set(values)].join());
  for (const locale of new Set(all.map((mail) => mail.locale)))
    for (const message of new Set(all.map((mail) => mail.message)))
      assert.ok(layouts.some((mail) => mail.locale === locale && mail.message === message), `${locale} ${message}`);
});

test('the HTML is valid', async () => {
  const validator = new HtmlValidate({ root: true, extends: ['html-validate:recommended'], rules: RULES_OFF });
  for (const mail of distinct) {
    const report = await validator.validateString(mail.html);
    const problems = report.results.flatMap((result) => result.messages)
      .map((one) => `${one.line}:${one.column} ${one.ruleId}: ${one.message}`);
    assert.deepEqual(problems, [], mail.name);
  }
});

test('mail programs support what is used, but for what is known and does no harm', () => {
  const used = new Set();
  for (const mail of distinct) {
    const { issues } = caniemail({ clients: CLIENTS, html: mail.html });
    for (const [client, features] of issues.errors)
      for (const { title } of features) {
        assert.ok(title in EXCEPTIONS, `${mail.name}: ${client} does not support ${title}`);
        used.add(title);
      }
  }
  assert.deepEqual(Object.keys(EXCEPTIONS).filter((title) => !used.has(title)), [], 'exceptions that are not needed');
});

test('nothing is fetched, and every link is https', () => {
  for (const { html, name } of distinct) {
    assert.doesNotMatch(html, /<(img|link|script|iframe|object|video|audio|form|input)\b|url\(|@import|\bsrc=/i, name);
    for (const [, address] of html.matchAll(/href="([^"]*)"/g)) assert.match(address, /^(https:\/\/|mailto:|tel:)/, name);
  }
});

test('the subject is one short line, and the first words in the inbox say something', () => {
  for (const { subject, name, html } of distinct) {
    assert.match(subject, /^\S.{2,118}\S$/, name);
    assert.match(html, /<html lang="[a-z]{2,3}" dir="(ltr|rtl)">/, name);
  }
});

test('the text part says all that the HTML says', () => {
  const words = (text) => text.replace(/https:\/\/\S+/g, ' ').normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? [];
  const plain = (html) => html.replace(/<style>.*?<\/style>|<title>.*?<\/title>|<!--.*?-->/gs, ' ').replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', '\'').replaceAll('&amp;', '&');
  for (const mail of distinct) {
    const said = new Set(words(mail.text));
    // Who sends stands above the HTML; the text part says it below.
    const missing = words(plain(mail.html)).filter((word) => !said.has(word));
    assert.deepEqual([...new Set(missing)], [], mail.name);
    for (const [, address] of mail.html.matchAll(/href="(https:[^"]*)"/g))
      assert.ok(mail.text.includes(address.replaceAll('&amp;', '&')), `${mail.name}: ${address}`);
    assert.doesNotMatch(mail.text, /\n{3,}|[ \t]\n|\{\{/, mail.name);
  }
});

const NARROW = { width: 360, height: 740 };
const WIDE = { width: 700, height: 900 };

describe('in Chromium', { concurrency: 2 }, () => {
  for (const mail of layouts)
    test(mail.name, () => browser.open(async (page) => {
      await page.setContent(mail.html);
      for (const size of [NARROW, WIDE])
        for (const colorScheme of ['light', 'dark']) {
          await page.setViewportSize(size);
          await page.emulateMedia({ colorScheme });
          assert.equal(await page.getAttribute('html', 'lang'), mail.locale);
          if ((size === NARROW) === (colorScheme === 'light')) await assertAccessible(page, WCAG);
          await assertFits(page);
          await assertTappable(page);
          await picture(page, `${mail.locale}-${mail.message}-${mail.format}-${size.width}-${colorScheme}`);
        }
      await page.setViewportSize({ width: 320, height: 640 });
      await assertFits(page);
    }));
});

/** Buttons are at least 44 CSS pixels high and wide (WCAG 2.2, 2.5.5). */
async function assertTappable(page) {
  const small = await page.$$eval('a[class]', (links) => links.map((link) => [link.innerText, link.getBoundingClientRect()])
    .filter(([, box]) => box.height < 44 || box.width < 44).map(([text, box]) => `${text}: ${box.width}x${box.height}`));
  assert.deepEqual(small, []);
}
