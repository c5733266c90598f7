// SPDX-License-Identifier: EUPL-1.2
// What a recipient sees behind the link of a message.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertFits, assertSees, checkAll, picture, tabOrder } from './browser.js';
import { until } from './installation.js';

const answerOf = async (page) => (await page.locator('.current strong').count()) ? page.innerText('.current strong') : '';

export function recipientTests(world, locale) {
  const town = () => world.towns.find((one) => one.locale === locale);
  const inspect = (name, address, more = {}) => world.browser.inspect(address, { lang: locale, name, ...more });
  const named = (text) => `${locale}: ${text}`;

  test(named('an invitation that can be answered'), () => inspect('i-open', town().spare, { see: town().texts['public.answer.yes'] }));

  test(named('an invitation in its other language'), async () => {
    const other = Object.keys(town().title).find((one) => one !== locale);
    await world.browser.inspect(`${town().spare}?lang=${other}`, { lang: other, name: `i-open-${locale}`, see: town().title[other] });
  });

  test(named('an invitation with the answer of the mail\'s button, an answered one, its thanks'), async () => {
    const { page } = town().take();
    await inspect('i-wished', `${page}?answer=yes`);
    for (const answer of ['yes', 'maybe', 'no']) {
      await town().answer(page, answer);
      await inspect(`i-thanks-${answer}`, `${page}/thanks`);
    }
    await inspect('i-answered', page);
  });

  test(named('an invitation to an event that is over'), async () => {
    await until('the end of the event', async () => !(await (await fetch(town().over)).text()).includes('name="answer"'));
    await inspect('i-over', town().over);
  });

  test(named('an invitation of a cancelled campaign'), () => inspect('i-cancelled', town().cancelled));

  test(named('an invitation of a paused campaign can be answered'), () =>
    inspect('i-paused', town().paused, { see: town().texts['public.answer.yes'] }));

  test(named('the question whether to unsubscribe, and that it is done'), async () => {
    const { unsubscribe } = town().take();
    await inspect('u-asked', unsubscribe);
    await inspect('u-done', unsubscribe, { prepare: (page) => page.click('button') });
  });

  test(named('the page where one chooses how to be written to, saved and after unsubscribing'), async () => {
    const { page: invitation, unsubscribe } = town().take();
    const [, path] = (await (await fetch(invitation)).text()).match(/href="(\/p\/[^"?]+)/);
    const preferences = `${world.url}${path}`;
    await inspect('p-choose', preferences);
    await inspect('p-saved', preferences, { prepare: (page) => page.click('button') });
    await fetch(unsubscribe, { method: 'POST' });
    await inspect('p-stopped', preferences);
    await inspect('p-started', preferences, { prepare: (page) => page.click('button') });
  });

  test(named('a wrong link'), async () => {
    for (const kind of ['i', 'u', 'p'])
      await world.browser.open(async (page) => {
        const reply = await page.goto(`${world.url}/${kind}/26-KZ505T5K17ET2H5Q1XR34ARV25`);
        assert.equal(reply.status(), 404);
        await checkAll(page, locale, `${kind}-wrong`);
      }, { status: 404, locale });
  });

  test(named('320 px and text of twice the size'), async () => {
    const { unsubscribe } = town().take();
    for (const address of [town().spare, `${town().spare}?answer=yes`, unsubscribe])
      await world.browser.open(async (page) => {
        await page.goto(address);
        await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
        await assertFits(page);
        for (const button of await page.locator('button').all()) {
          const box = await button.boundingBox();
          assert.ok(box.x >= 0 && box.x + box.width <= 320 && box.height >= 44, JSON.stringify(box));
        }
        await picture(page, `${new URL(address).pathname[1]}-200-${locale}-320`);
      }, { viewport: { width: 320, height: 640 } });
  });

  test(named('without script: yes, another answer, no more invitations'), async () => {
    const link = town().take();
    await world.browser.open(async (page) => {
      await page.goto(link.page);
      assert.equal(await page.locator('script').count(), 0);
      await page.click('button[value=yes]');
      assert.match(page.url(), /\/thanks\?lang=/);
      await page.click('.card a[href*="?lang="]:not([href*="event.ics"])');
      const yes = await answerOf(page);
      await page.click('button[value=no]');
      await page.goto(link.page);
      const no = await answerOf(page);
      assert.ok(yes && no && yes !== no, `${yes}, ${no}`);
      await page.click('.wrap-note a');
      assert.match(page.url(), /\/u\//);
      assert.equal(await page.locator('button').count(), 1);
      await page.click('button');
      assert.equal(await page.locator('button').count(), 0);
      assert.ok(await page.locator('.card.ok').isVisible());
    }, { javaScriptEnabled: false });
  });

  test(named('opening the link of an answer or of unsubscribing changes nothing'), async () => {
    const link = town().take();
    await world.browser.open(async (page) => {
      await page.goto(`${link.page}?answer=yes`);
      assert.equal(await page.locator('.chosen').getAttribute('value'), 'yes');
      await page.goto(link.unsubscribe);
      await page.goto(link.page);
      assert.equal(await answerOf(page), '');
      // Nobody has answered, so there is nothing to thank for.
      await page.goto(`${link.page}/thanks`);
      assert.equal(new URL(page.url()).pathname, new URL(link.page).pathname);
    });
  });

  test(named('by keyboard alone'), async () => {
    const { page: address } = town().take();
    const path = new URL(address).pathname;
    await world.browser.open(async (page) => {
      await page.goto(address);
      const order = await tabOrder(page);
      assert.equal(order[0], 'a #main');
      const buttons = order.filter((stop) => stop.startsWith('button'));
      assert.deepEqual(buttons, ['button yes', 'button maybe', 'button no']);
      assert.ok(order.some((stop) => stop.startsWith('a /u/')));
      await page.goto(address);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.waitForURL((url) => url.pathname === `${path}/thanks`);
      await page.goto(address);
      assert.equal(await page.locator('button[value=maybe] small').count(), 1);
    });
  });

  test(named('pages behind a link are kept by nobody and tell nobody where they are'), async () => {
    const { page, unsubscribe } = town().take();
    await town().answer(page, 'yes');
    for (const address of [page, `${page}/thanks`, unsubscribe, `${world.url}/i/wrong`]) {
      const reply = await fetch(address);
      assert.match(reply.headers.get('cache-control'), /no-store/, address);
      assert.equal(reply.headers.get('referrer-policy'), 'no-referrer', address);
      assert.match(reply.headers.get('x-robots-tag'), /noindex/, address);
      assert.equal(reply.headers.get('set-cookie'), null, address);
      const policy = reply.headers.get('content-security-policy');
      assert.match(policy, /default-src 'none'/, address);
      assert.doesNotMatch(policy, /unsafe|\*/, address);
      const html = await reply.text();
      assert.match(html, /<meta name="robots" content="noindex">/, address);
      assert.doesNotMatch(html, / style="| on[a-z]+="|<script|<style/, address);
    }
  });

  test(named('the calendar file'), () => world.browser.open(async (page) => {
    await page.goto(town().spare);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[href*="event.ics"]')]);
    assert.equal(download.suggestedFilename(), 'event.ics');
    assert.equal(await download.failure(), null);
  }));

  test(named('printed, the invitation has no buttons'), () => world.browser.open(async (page) => {
    await page.goto(town().spare);
    await page.emulateMedia({ media: 'print' });
    assert.ok(!await page.locator('button').first().isVisible());
    await assertSees(page, town().title[locale]);
  }));
}
