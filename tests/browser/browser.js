// SPDX-License-Identifier: EUPL-1.2
// Chromium, and what must hold for each page of ours.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

export const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];
const PAGE = [...WCAG, 'best-practice']; // a mail has no landmarks, which best practice wants
const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1280, height: 900 };
const pictures = process.env.DOSAH_SCREENSHOTS;

export class Browser {
  async start(url) {
    this.url = url;
    this.chromium = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync'],
    });
  }

  async stop() {
    await this.chromium?.close();
  }

  /** Runs `look(page)` in a browser profile of its own; fails on complaints of the browser and requests to other hosts. */
  async open(look, options = {}) {
    const context = await this.chromium.newContext({ viewport: NARROW, locale: 'en', ...options });
    context.setDefaultTimeout(30000);
    const complaints = [];
    context.on('console', (message) => {
      // That a page has the status it was asked to have is no complaint.
      const wanted = options.status && message.text().includes(`status of ${options.status}`);
      if (['error', 'warning'].includes(message.type()) && !wanted) complaints.push(message.text());
    });
    context.on('weberror', (error) => complaints.push(String(error.error())));
    context.on('request', (request) => {
      if (!/^(data|about|blob):/.test(request.url()) && !request.url().startsWith(this.url)) complaints.push(`asked ${request.url()}`);
    });
    try {
      const result = await look(await context.newPage(), context);
      assert.deepEqual(complaints, []);
      return result;
    } finally {
      await context.close();
    }
  }

  /** Opens an address and checks it in light colours on a telephone, then in dark ones on a desk. */
  async inspect(address, { lang, name, status = 200, see, prepare, storageState }) {
    await this.open(async (page) => {
      const reply = await page.goto(new URL(address, this.url).href);
      assert.equal(reply.status(), status, address);
      if (prepare) await prepare(page);
      if (see) await assertSees(page, see);
      await checkAll(page, lang, name);
    }, { status, storageState });
  }
}

/** The page as it stands, in both sizes and colours. */
export async function checkAll(page, lang, name, rules = PAGE) {
  await page.setViewportSize({ width: 320, height: 640 });
  await assertFits(page);
  for (const [size, colorScheme] of [[NARROW, 'light'], [WIDE, 'dark']]) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    await check(page, lang, rules);
    await picture(page, `${name}-${lang}-${size.width}`);
  }
}

export async function picture(page, name) {
  if (!pictures) return;
  fs.mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: path.join(pictures, `${name}.png`), fullPage: true });
}

/** What holds for every page state as it stands. */
export async function check(page, lang, rules = PAGE) {
  assert.equal(await page.getAttribute('html', 'lang'), lang);
  assert.notEqual((await page.title()).trim(), '');
  assert.doesNotMatch(await unquoted(page), /\{\{|console\.|public\.|undefined|NaN/);
  await assertAccessible(page, rules);
  await assertFits(page);
}

/** What a page says, without what it quotes: code and a template's own errors may show braces. */
async function unquoted(page) {
  return page.evaluate(() => {
    const copy = document.body.cloneNode(true);
    copy.querySelectorAll('code, textarea, script, style, template, [data-quoted]').forEach((one) => one.remove());
    return copy.textContent;
  });
}

export async function assertAccessible(page, rules = PAGE) {
  // Evaluated by the debugger, which the page's Content-Security-Policy does not bind.
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe.source);
  const found = await page.evaluate((tags) => window.axe.run(document, {
    runOnly: { type: 'tag', values: tags }, rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'], iframes: false,
  }), rules);
  const problems = found.violations.map((rule) =>
    `${rule.id}: ${rule.help}\n` + rule.nodes.map((node) => `    ${node.target}\n    ${node.failureSummary.replaceAll('\n', '\n    ')}`).join('\n'));
  assert.equal(problems.join('\n'), '', page.url());
}

/** Nothing of the page is wider than its window, unless it scrolls in a box of its own. */
export async function assertFits(page) {
  const [width, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  const wide = width <= room ? [] : await page.evaluate(() => [...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth).map((one) => one.outerHTML.slice(0, 100)));
  assert.ok(width <= room, `${page.url()} is ${width} px wide in ${room} px:\n${wide.join('\n')}`);
}

/** At 320 px with text of twice the size, as it stands: all fits, and what is tapped is large enough. */
export async function assertLarge(page, name, controls = 'button, .text, textarea') {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
  await assertFits(page);
  for (const control of await page.locator(controls).filter({ visible: true }).all()) {
    const box = await control.boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 320 && box.height >= 44, `${await control.innerText()} ${JSON.stringify(box)}`);
  }
  await picture(page, `${name}-200-320`);
  await page.evaluate(() => { document.documentElement.style.fontSize = ''; });
}

export async function assertSees(page, text) {
  const body = await page.innerText('body');
  assert.ok(body.replace(/\s+/g, ' ').includes(text), `"${text}" is not in:\n${body}`);
}

/** Tab from the top of the page: what gets the focus, in order, each with a visible mark of it. */
export async function tabOrder(page, limit = 40) {
  const order = [];
  for (let i = 0; i < limit; ++i) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const style = getComputedStyle(element);
      return {
        what: `${element.tagName.toLowerCase()} ${element.value || element.getAttribute('href') || element.id || ''}`.trim(),
        marked: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none',
      };
    });
    if (!stop) break;
    assert.ok(stop.marked, `${stop.what} does not show that it has the focus`);
    order.push(stop.what);
  }
  return order;
}
