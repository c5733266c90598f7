// SPDX-License-Identifier: EUPL-1.2
// What people can say about themselves and their data: wrong address, needs, what is held, erasure; and what a coordinator makes of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertLarge, assertSees, checkAll, picture } from './browser.js';
import { signIn } from './console.js';
import { until } from './installation.js';
import { plainText } from './relay.js';

export function rightsTests(world, locale) {
  const town = () => world.towns.find((one) => one.locale === locale);
  const texts = () => town().texts;
  const inspect = (name, address, more = {}) => world.browser.inspect(address, { lang: locale, name, ...more });
  const named = (text) => `${locale}: ${text}`;
  const dataPage = async (invitation) => world.url + (await (await fetch(invitation)).text()).match(/href="(\/d\/[^"?]+)/)[1];

  /** The link that was mailed to a person since there were `before` mails. */
  const mailedLink = (recipient, before) => until('the one-time link', () => {
    const mail = world.installation.captured(town().accounts.email.id).slice(before).find((one) => one.recipient === recipient);
    return mail && new RegExp(`${world.url}/d/open/[0-9A-Za-z-]+`).exec(plainText(mail.content))?.[0];
  });
  const askForLink = async ({ page, recipient }) => {
    const before = world.installation.captured(town().accounts.email.id).length;
    const reply = await fetch(await dataPage(page), { method: 'POST' });
    assert.equal(reply.status, 200);
    return mailedLink(recipient, before);
  };

  test(named('the page for a wrong address, with what is wrong in the form, and thanks'), async () => {
    const { page: address } = town().take();
    await inspect('i-not-me', `${address}/not-me`);
    await world.browser.open(async (page) => {
      await page.goto(`${address}/not-me`);
      await assertLarge(page, `i-not-me-${locale}`);
      await page.check('input[value=moved_away]');
      await page.fill('#address', 'Nová 12');
      await page.fill('#email', 'nikdo@nikde'); // whole for a browser, no address for us
      const [reply] = await Promise.all([page.waitForResponse((one) => one.request().method() === 'POST'), page.click('form button')]);
      assert.equal(reply.status(), 400);
      await assertSees(page, texts()['public.not_me.wrong_email']);
      assert.equal(await page.inputValue('#address'), 'Nová 12');
      await checkAll(page, locale, 'i-not-me-wrong');
    }, { status: 400 });
    await inspect('i-not-me-done', `${address}/not-me`, {
      prepare: async (page) => {
        await page.check('input[value=moved_away]');
        await page.fill('#email', `nova@${town().key}.example`);
        await page.click('form button');
      },
      see: texts()['public.not_me.done.title'],
    });
  });

  test(named('what those who come bring and need, without script'), async () => {
    const { page: address } = town().take();
    await town().answer(address, 'yes');
    await world.browser.open(async (page) => {
      await page.goto(`${address}/thanks`);
      await page.fill('#companions', '2');
      await page.check('input[name=step_free]');
      await page.check('input[name=first][value=yes]');
      await page.click('form button');
      await assertSees(page, texts()['public.details.noted.yes']);
      assert.equal(await page.locator('input').count(), 0);
      await page.goto(`${address}/thanks`);
      assert.equal(await page.locator('input:checked').count(), 0);
      assert.equal(await page.inputValue('#companions'), '');
    }, { javaScriptEnabled: false });
    await inspect('i-noted', `${address}/thanks?noted=yes`);
    await inspect('i-noted-alone', `${address}/thanks?noted=alone`);
  });

  test(named('what is held: asked, sent, opened once, downloaded, erased'), async () => {
    const person = town().take();
    const asking = await dataPage(person.page);
    await inspect('d-asked', asking, { see: texts()['public.data.ask.title'] });
    await inspect('d-sent', asking, { prepare: (page) => page.click('form button'), see: texts()['public.data.sent.title'] });
    const link = await askForLink(person);
    await inspect('d-open', link, { see: texts()['public.data.open.title'] });
    await world.browser.open(async (page) => {
      await page.goto(link);
      await page.click('form button');
      await assertSees(page, texts()['public.data.held.title']);
      await assertSees(page, person.recipient);
      await checkAll(page, locale, 'd-held');
      await assertLarge(page, `d-held-${locale}`);
      const [download] = await Promise.all([page.waitForEvent('download'), page.click('button[value=json]')]);
      assert.equal(download.suggestedFilename(), 'data.json');
      await page.fill('#words', 'Tak se nejmenuji.');
      await page.click('form[action*="/correct"] button');
      await assertSees(page, texts()['public.data.notice.corrected']);
      await checkAll(page, locale, 'd-corrected');
    }, { status: 400 });
    await world.browser.open(async (page) => {
      const reply = await page.goto(link);
      assert.equal(reply.status(), 410);
      await checkAll(page, locale, 'd-gone');
    }, { status: 410 });
  });

  test(named('erased without script: twice asked, then nothing of the person opens any more'), async () => {
    const person = town().take();
    const asking = await dataPage(person.page);
    const link = await askForLink(person);
    await world.browser.open(async (page) => {
      await page.goto(link);
      await page.click('form button');
      await page.check('input[name=sure]');
      await page.check('input[name=keep]');
      await page.click('form[action*="/erase"] button');
      await assertSees(page, texts()['public.data.erased.kept']);
      await picture(page, `d-erased-${locale}-360`);
    }, { javaScriptEnabled: false });
    for (const [name, address] of [['i', person.page], ['d', asking], ['u', person.unsubscribe]])
      await world.browser.open(async (page) => {
        const reply = await page.goto(address);
        assert.equal(reply.status(), 404, address);
        await checkAll(page, 'en', `${name}-erased-${locale}`);
      }, { status: 404 });
  });

  test(named('replies: who wrote from a shared address; people who may be one'), async () => {
    const shared = `rodina@${town().key}.example`;
    const [one, other] = town().given;
    await town().import(town().key, 'external id,given name,family name,birth year,email\n' +
      `501,${one},${town().family[0]},1980,${shared}\n,${other},${town().family[1]},1982,${shared}\n`);
    await town().write(shared, town().question);
    const storageState = await signIn(world, `koordinator@${town().key}.example`);
    const address = `${world.url}/replies`;
    await until('the reply', async () => {
      const inbox = await world.installation.dosah('responses', 'inbox', '--org', town().key);
      return inbox.some((row) => row.possible_senders.length === 2);
    });
    await inspect('replies-shared', address, { storageState, see: texts()['console.label.reply_who'] });
    await world.browser.open(async (page) => {
      await page.goto(address);
      const row = page.locator('li', { has: page.locator('input[type=radio]') }).first();
      await row.locator('button[value=assign]').click(); // nobody was chosen
      await assertSees(page, texts()['console.replies.done.nobody']);
      await row.locator('input[type=radio]').first().check();
      await row.locator('button[value=assign]').click();
      await assertSees(page, texts()['console.replies.done.assign']);
      await page.goto(`${world.url}/duplicates`);
      await page.locator('button[value=distinct]').first().click();
      await assertSees(page, texts()['console.duplicates.done.distinct']);
    }, { storageState, javaScriptEnabled: false });
  });

  test(named('the list of people who may be one'), async () => {
    const storageState = await signIn(world, `koordinator@${town().key}.example`);
    const twice = `dvojice@${town().key}.example`;
    await town().import(town().key, 'external id,given name,family name,birth year,email\n' +
      `601,${town().given[2]},${town().family[2]},1970,${twice}\n,${town().given[3]},${town().family[3]},1971,${twice}\n`);
    await inspect('duplicates', `${world.url}/duplicates`, { storageState, see: texts()['console.label.duplicates_what'] });
    await world.browser.open(async (page) => {
      await page.goto(`${world.url}/duplicates`);
      await page.locator('button[value=same]').first().click();
      await assertSees(page, texts()['console.duplicates.done.same']);
    }, { storageState, javaScriptEnabled: false });
  });

  test(named('wrong links to what is held'), async () => {
    for (const path of ['d/26-KZ505T5K17ET2H5Q1XR34ARV25', 'd/open/26-KZ505T5K17ET2H5Q1XR34ARV25'])
      assert.equal((await fetch(`${world.url}/${path}`)).status, 404, path);
  });

  test(named('what is told by message or complaint is not taken back on a page'), async () => {
    const { page: invitation, recipient } = town().take();
    await town().tell(recipient, 'STOP');
    const [, path] = (await (await fetch(invitation)).text()).match(/href="(\/p\/[^"?]+)/);
    await inspect('p-stopped-otherwise', `${world.url}${path}`);
  });
}
