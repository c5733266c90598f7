// SPDX-License-Identifier: EUPL-1.2
// What an organisation's people see.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WCAG, assertAccessible, assertFits, assertSees, checkAll, picture, tabOrder } from './browser.js';
import { PASSWORD } from './towns.js';

export async function signIn(world, email) {
  return world.browser.open(async (page, context) => {
    await page.goto(`${world.url}/login`);
    await page.fill('#email', email);
    await page.fill('#password', PASSWORD);
    await page.click('button');
    await page.waitForURL((url) => url.pathname !== '/login');
    return context.storageState();
  });
}

export function consoleTests(world, locale) {
  const town = () => world.towns.find((one) => one.locale === locale);
  const named = (text) => `${locale}: ${text}`;
  const sessions = {};
  const session = async (who) => (sessions[who] ??= await signIn(world, who));
  const captured = () => session(`koordinator@${town().key}.example`);
  const slow = () => session(`koordinator@${town().slow}.example`);
  const here = () => session(`koordinator@${town().here}.example`);
  const blank = () => session(`koordinator@${town().blank}.example`);
  const inspect = async (name, address, who, more = {}) =>
    world.browser.inspect(address, { lang: locale, name, storageState: await who(), ...more });
  const campaign = (state) => `/campaigns/${town().ids[state]}`;

  test(named('the sign-in page, also with a wrong password'), async () => {
    await world.browser.open(async (page) => {
      await page.goto(`${world.url}/login`);
      await checkAll(page, locale, 'login');
      await page.fill('#email', `koordinator@${town().key}.example`);
      await page.fill('#password', 'docela jiné heslo');
      await page.click('button');
      assert.equal(await page.locator('[role=alert]').count(), 1);
      assert.equal(await page.inputValue('#email'), `koordinator@${town().key}.example`);
      assert.equal(await page.inputValue('#password'), '');
      await checkAll(page, locale, 'login-wrong');
    }, { locale, status: 403 });
  });

  test(named('signing in and out by keyboard alone'), () => world.browser.open(async (page) => {
    await page.goto(`${world.url}/campaigns`);
    assert.equal(new URL(page.url()).pathname, '/login');
    while (await page.evaluate(() => document.activeElement.id) !== 'email') await page.keyboard.press('Tab');
    await page.keyboard.type(`koordinator@${town().key}.example`);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/campaigns');
    const order = await tabOrder(page, 60);
    assert.equal(order[0], 'a #main');
    assert.ok(order.includes('a /campaigns') && order.includes('a /replies') && order.includes(`a ${campaign('finished')}`), order.join('\n'));
    await page.focus('header form button');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/login');
    await page.goto(`${world.url}/replies`);
    assert.equal(new URL(page.url()).pathname, '/login');
  }));

  test(named('campaigns'), () => inspect('campaigns', '/campaigns', captured, { see: town().texts['console.state.finished'] }));

  for (const state of ['draft', 'scheduled', 'finished'])
    test(named(`the progress of a ${state} campaign`), () => inspect(`progress-${state}`, campaign(state), captured));

  test(named('the progress of a campaign that waits for its draw'), () =>
    inspect('progress-draw', campaign('drawn'), here, { see: town().texts['console.step.draw'] }));

  test(named('the check before a launch, with the number to be typed'), () =>
    inspect('check', `${campaign('draft')}/launch`, captured, { see: town().texts['console.launch.clean'] }));

  test(named('the preview of a message: whose it is, as it is laid out and as text, as an SMS, and another person found'), async () => {
    await inspect('preview', `${campaign('draft')}/preview`, captured, { see: town().texts['console.label.preview_groups'] });
    await world.browser.open(async (page) => {
      await page.goto(`${world.url}${campaign('draft')}`);
      await page.click('a[href$="/preview"]');
      const frame = page.frameLocator('iframe');
      await frame.locator('h1').waitFor();
      const greeted = (await page.innerText('pre')).split('\n')[0];
      await page.fill('#q', 'a');
      await page.click('main form button');
      await page.locator('.links a').first().click();
      await frame.locator('h1').waitFor();
      assert.notEqual(greeted, '');
      await checkAll(page, locale, 'preview-found');
      await page.locator('.counts a[href*="channel=sms"]').first().click();
      await page.locator('.phone .count').first().waitFor();
      await checkAll(page, locale, 'preview-sms');
      await page.fill('#q', 'nikdo takový');
      await page.click('main form button');
      await assertSees(page, town().texts['console.label.preview_none']);
      await checkAll(page, locale, 'preview-none');
    }, { storageState: await captured() });
  });

  test(named('the own texts of a campaign, and one that cannot be written'), async () => {
    await inspect('texts', `${campaign('draft')}/texts`, captured, { see: town().texts['console.label.texts_easy'] });
    await world.browser.open(async (page) => {
      await page.goto(`${world.url}${campaign('draft')}`);
      await page.click('a[href$="/texts"]');
      await page.fill('#easy_body', '{{given_nam}}');
      await page.click('main form[method=post] button');
      await page.locator('[role=alert]').waitFor();
      assert.equal(await page.inputValue('#easy_body'), '{{given_nam}}'); // nothing that was typed is lost
      await checkAll(page, locale, 'texts-wrong');
    }, { storageState: await captured(), status: 422 });
  });

  for (const form of ['event', 'cancel-event'])
    test(named(`the form that settles what becomes of the event: ${form}`), () =>
      inspect(form, `${campaign('finished')}/${form}`, captured, { see: town().texts['console.label.urgent'] }));

  for (const state of ['running', 'paused', 'cancelled'])
    test(named(`the progress of a ${state} campaign`), () =>
      inspect(`progress-${state}`, campaign(state), slow, { see: town().texts[`console.state.${state}`] }));

  test(named('the question whether to cancel, and a campaign cancelled by it'), async () => {
    await inspect('cancel', `${campaign('scheduled')}/cancel`, captured);
    await world.browser.open(async (page) => {
      await page.goto(`${world.url}${campaign('scheduled')}`);
      await page.click(`a[href$="/cancel"]`);
      await page.click('main form button');
      assert.equal(new URL(page.url()).pathname, campaign('scheduled'));
      assert.equal((await page.innerText('.meta .ds-tag')).trim(), town().texts['console.state.cancelled']);
    }, { storageState: await captured(), javaScriptEnabled: false });
    await inspect('cancel-late', `${campaign('scheduled')}/cancel`, captured, { status: 409 });
  });

  for (const state of ['finished', 'running'])
    test(named(`the reach of a ${state} campaign`), () =>
      inspect(`reach-${state}`, `${campaign(state)}/reach`, state === 'running' ? slow : captured));

  test(named('a draft has no reach yet'), () => inspect('reach-draft', `${campaign('draft')}/reach`, captured, { status: 409 }));

  test(named('the reach as files'), async () => world.browser.open(async (page) => {
    await page.goto(`${world.url}${campaign('finished')}/reach`);
    for (const kind of ['csv', 'json']) {
      const [download] = await Promise.all([page.waitForEvent('download'), page.click(`a[href$=".${kind}"]`)]);
      assert.equal(download.suggestedFilename(), `reach-park.${kind}`);
      assert.equal(await download.failure(), null);
    }
  }, { storageState: await captured() }));

  test(named('the reach on paper is tagged and has few pages'), async () => world.browser.open(async (page) => {
    await page.goto(`${world.url}${campaign('finished')}/reach`);
    const pdf = (await page.pdf({ preferCSSPageSize: true, tagged: true, printBackground: false })).toString('latin1');
    const pages = pdf.match(/\/Type\s*\/Page\b/g).length;
    assert.ok(pages <= 4, `${pages} pages`);
    assert.match(pdf, /\/MarkInfo\s*<<[^>]*\/Marked true/);
    await page.emulateMedia({ media: 'print' });
    await picture(page, `reach-print-${locale}`);
  }, { storageState: await captured() }));

  test(named('replies'), () => inspect('replies', '/replies', captured, { see: town().question }));

  test(named('messages in doubt, also of one campaign'), async () => {
    await inspect('doubt', '/doubt', slow, { see: town().texts['console.label.doubt_what_1'] });
    await inspect('doubt-campaign', `/doubt?campaign=${town().ids.running}`, slow);
  });

  // Looked at with script alone: axe waits for timers, which a page without script never runs.
  for (const javaScriptEnabled of [true, false])
    test(named(`deciding about messages in doubt by form, ${javaScriptEnabled ? 'looked at' : 'without script'}`), async () => world.browser.open(async (page) => {
      const look = (name) => javaScriptEnabled && checkAll(page, locale, name);
      await page.goto(`${world.url}/doubt`);
      await page.click('button[value=leave]');
      await assertSees(page, town().texts['console.doubt.done.none']);
      await look('doubt-none-ticked');
      const before = await page.locator('.pick').count();
      await page.locator('.pick input').first().check();
      await page.click('form[action$="/decide"] button[value=leave]');
      await assertSees(page, town().texts['console.doubt.ask.leave.text']);
      await look('doubt-ask');
      await page.click('main form button');
      assert.equal(new URL(page.url()).searchParams.get('done'), 'leave');
      assert.equal(await page.locator('.pick').count(), before - 1);
      await look('doubt-done');
      await page.goto(`${world.url}/doubt?campaign=${town().ids.paused}`);
      await page.click('form[action$="/all"] button[value=resend]');
      await look('doubt-held');
      assert.equal(await page.locator('main form button').count(), 0);
      await page.click('main a.ds-button');
      assert.equal(new URL(page.url()).searchParams.get('campaign'), String(town().ids.paused));
    }, { storageState: await slow(), javaScriptEnabled }));

  test(named('the sandbox: mail with its headers and its HTML, and SMS'), async () => {
    const { email, sms } = town().accounts;
    await inspect('sandbox-email', `/sandbox?account=${email.id}&page=2`, captured, {
      prepare: (page) => page.locator('article details').evaluateAll((all) => all.slice(0, 2).forEach((one) => { one.open = true; })),
    });
    await inspect('sandbox-sms', `/sandbox?account=${sms.id}`, captured);
  });

  // As its own policy puts it into a sandbox without script, axe could not run in it where it is.
  test(named('the HTML of a mail by itself'), async () => world.browser.open(async (page) => {
    const reply = await page.request.get(`${world.url}/sandbox/${town().accounts.email.id}/3.html`);
    assert.match(reply.headers()['content-security-policy'], /sandbox/);
    await page.setContent(await reply.text());
    await checkAll(page, locale, 'mail', WCAG);
  }, { storageState: await captured() }));

  for (const name of ['campaigns', 'replies', 'doubt', 'sandbox'])
    test(named(`${name} of an organisation that has none`), () => inspect(`empty-${name}`, `/${name}`, blank));

  test(named('an address with nothing behind it'), () => inspect('missing', '/campaigns/9999', captured, { status: 404 }));

  test(named('another organisation\'s campaign is not there'), () =>
    inspect('foreign', campaign('running'), captured, { status: 404 }));

  test(named('pages of the console are not kept and carry a strict policy'), async () => world.browser.open(async (page) => {
    for (const address of ['/campaigns', campaign('finished'), '/replies']) {
      const headers = (await page.goto(world.url + address)).headers();
      assert.match(headers['cache-control'], /no-store/);
      assert.match(headers['x-robots-tag'], /noindex/);
      assert.match(headers['content-security-policy'], /frame-ancestors 'none'/);
      assert.doesNotMatch(headers['content-security-policy'], /unsafe/);
    }
    const cookies = await page.context().cookies();
    assert.ok(cookies.length > 0 && cookies.every((cookie) => cookie.httpOnly && cookie.sameSite === 'Lax'), JSON.stringify(cookies));
  }, { storageState: await captured() }));

  test(named('pause and resume by form, without script'), async () => world.browser.open(async (page) => {
    const state = async () => (await page.innerText('.meta .ds-tag')).trim();
    await page.goto(world.url + campaign('running'));
    await page.click('form[action$="/pause"] button');
    assert.equal(await state(), town().texts['console.state.paused']);
    assert.equal(await page.locator('form[action$="/pause"]').count(), 0);
    await page.click('form[action$="/resume"] button');
    assert.equal(await state(), town().texts['console.state.running']);
  }, { storageState: await slow(), javaScriptEnabled: false }));

  test(named('a form from elsewhere changes nothing'), async () => world.browser.open(async (page) => {
    const reply = await page.request.post(`${world.url}${campaign('running')}/pause`, { form: { csrf: '0'.repeat(64) } });
    assert.equal(reply.status(), 403);
    await page.goto(world.url + campaign('running'));
    await assertSees(page, town().texts['console.state.running']);
  }, { storageState: await slow() }));
}

/** Last, as it lets everything go that was held. */
export function liveTests(world) {
  test('the progress of a running campaign moves by itself until the campaign is finished', async () => {
    const [town] = world.towns;
    await world.browser.open(async (page) => {
      await page.goto(`${world.url}/campaigns/${town.ids.running}`);
      await page.waitForResponse((reply) => reply.url().endsWith('/progress') && reply.ok());
      await assertAccessible(page);
      await assertFits(page);
      world.relay.release();
      await page.locator('.meta .ds-tag', { hasText: town.texts['console.state.finished'] }).waitFor();
      assert.equal(await page.locator('#progress').getAttribute('data-busy'), 'no');
    }, { storageState: await signIn(world, `koordinator@${town.slow}.example`) });
  });
}
