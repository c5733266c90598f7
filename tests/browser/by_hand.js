// SPDX-License-Identifier: EUPL-1.2
// What is done by hand: letters, calls, who came; and what a visitor finds at the door or types off a letter.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WCAG, assertAccessible, assertLarge, assertSees, checkAll, picture } from './browser.js';
import { signIn } from './console.js';
import { assertValid } from './reports.js';

const BOTH = [true, false];
const words = (javaScriptEnabled) => javaScriptEnabled ? 'with script' : 'without script';
const numbers = (page) => page.locator('.checked dd').allInnerTexts();

export function byHandTests(world, locale) {
  const town = () => world.towns.find((one) => one.locale === locale);
  const texts = () => town().texts;
  const named = (text) => `${locale}: ${text}`;
  let session;
  const desk = async () => (session ??= await signIn(world, `koordinator@${town().here}.example`));
  const campaign = () => `${world.url}/campaigns/${town().ids.here}`;
  const dosah = (...command) => world.installation.dosah(...command, '--org', town().here);
  const inspect = async (name, address, see) =>
    world.browser.inspect(address, { lang: locale, name, see, storageState: await desk() });

  /** A page that is printed: its HTML, in which nothing may be wrong, and how many sheets it is. */
  const printed = async (address, name) => world.browser.open(async (page) => {
    const html = await (await page.request.get(address)).text();
    await assertValid(html);
    await page.setContent(html);
    await page.setViewportSize({ width: 1280, height: 900 });
    await assertAccessible(page, WCAG);
    await page.emulateMedia({ media: 'print' });
    await picture(page, `${name}-${locale}-print`);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    return { html, sheets: pdf.match(/\/Type\s*\/Page\b/g).length };
  }, { storageState: await desk() });

  /** The codes of letters that were printed; what they were printed by is `print`. */
  let codes = [];
  let print;

  test(named('letters are printed by one click, once, without script'), async () => {
    await inspect('letters-waiting', `${campaign()}/letters`, texts()['console.label.letters_print_button']);
    await world.browser.open(async (page) => {
      await page.goto(`${campaign()}/letters`);
      await page.click('form[action$="/letters"] button');
      print = page.url();
    }, { storageState: await desk(), javaScriptEnabled: false });
    const { html, sheets } = await printed(print, 'letter');
    codes = [...html.matchAll(/<b class="code">([^<]+)</g)].map(([, code]) => code);
    assert.equal(new Set(codes).size, 4);
    assert.equal(sheets, 4);
    await inspect('letters-printed', `${campaign()}/letters`, texts()['console.label.letters_printed']);
    assert.equal((await dosah('letters', 'status', 'dnes')).prints.length, 1);
  });

  for (const javaScriptEnabled of BOTH)
    test(named(`slips that came back and a letter that nobody took, ${words(javaScriptEnabled)}`), async () => {
      const [answered, back] = javaScriptEnabled ? codes : codes.slice(2);
      await world.browser.open(async (page) => {
        await page.goto(`${campaign()}/letters`);
        await assertLarge(page, `letters-${locale}`, '.ds-button');
        await page.fill('#code', answered.toLowerCase());
        await page.check('input[name=answer][value=yes]');
        await page.click('form[action$="/slip"] button');
        await assertSees(page, texts()['console.letters.slip_done']);
        await page.fill('#code', back);
        await page.check('input[name=came_back]');
        await page.click('form[action$="/slip"] button');
        await assertSees(page, texts()['console.letters.back_done']);
        if (javaScriptEnabled) await checkAll(page, locale, 'letters-back');
        await page.fill('#code', '7K3M-92QX-4ZA8');
        await page.click('form[action$="/slip"] button');
        await assertSees(page, texts()['console.letters.no_code']);
        if (javaScriptEnabled) await checkAll(page, locale, 'letters-no-code');
      }, { storageState: await desk(), status: 400, javaScriptEnabled });
    });

  for (const javaScriptEnabled of BOTH)
    test(named(`a call is recorded, ${words(javaScriptEnabled)}`), async () => {
      if (javaScriptEnabled) await inspect('phone', `${campaign()}/phone?waves=0`, texts()['console.label.phone_script']);
      await world.browser.open(async (page) => {
        await page.goto(`${campaign()}/phone?waves=0`);
        await assertLarge(page, `phone-${locale}`, '.ds-button');
        const before = await page.locator('.call').count();
        const person = page.locator('.call').first();
        if (javaScriptEnabled) {
          await person.locator('button[value=no_answer]').click();
        } else {
          await person.locator('input[name=answer][value=maybe]').check();
          await person.locator('button[value=reached]').click();
        }
        await assertSees(page, texts()['console.label.phone_saved']);
        assert.equal(await page.locator('.call').count(), javaScriptEnabled ? before : before - 1);
        if (javaScriptEnabled) await checkAll(page, locale, 'phone-saved');
      }, { storageState: await desk(), javaScriptEnabled });
    });

  test(named('the list of calls on paper'), async () => {
    const { sheets } = await printed(`${campaign()}/phone/sheet?waves=1`, 'phone-sheet');
    assert.ok(sheets <= 2, `${sheets} sheets`);
  });

  for (const javaScriptEnabled of BOTH)
    test(named(`somebody came, and did not; a walk-in is counted, ${words(javaScriptEnabled)}`), async () => {
      if (javaScriptEnabled) await inspect('door-console', `${campaign()}/door`, texts()['console.label.door_walk_ins_text']);
      await world.browser.open(async (page) => {
        await page.goto(`${campaign()}/door`);
        await assertLarge(page, `door-console-${locale}`, '.ds-button');
        const before = await numbers(page);
        await page.fill('#q', codes[0]);
        await page.click('form[role=search] button');
        await page.click('button[value=in]');
        await assertSees(page, texts()['console.door.done.in']);
        assert.equal(Number((await numbers(page))[0]), Number(before[0]) + 1);
        await page.fill('#q', codes[0]);
        await page.click('form[role=search] button');
        if (javaScriptEnabled) await checkAll(page, locale, 'door-console-came');
        await page.click('button[value=out]');
        await assertSees(page, texts()['console.door.done.out']);
        assert.deepEqual(await numbers(page), before);
        await page.locator('button[value=added]').first().click();
        await assertSees(page, texts()['console.door.done.added']);
        assert.equal(Number((await numbers(page))[1]), Number(before[1]) + 1);
        await page.locator('button[value=removed]:enabled').first().click();
        assert.deepEqual(await numbers(page), before);
      }, { storageState: await desk(), javaScriptEnabled });
    });

  const door = async () => (await dosah('event', 'qr', 'dnes', '--out', `${world.installation.folder}/door-${locale}.html`)).url;

  test(named('the sheet for the door is one page without mistakes'), async () => {
    const { html, sheets } = await printed(`${campaign()}/door/sheet`, 'door-sheet');
    assert.equal(sheets, 1);
    assert.match(html, /<svg/);
  });

  for (const javaScriptEnabled of BOTH)
    test(named(`a visitor at the door, ${words(javaScriptEnabled)}`), async () => {
      const address = `${await door()}?lang=${locale}`;
      if (javaScriptEnabled) await world.browser.inspect(address, { lang: locale, name: 'door', see: texts()['public.label.door_welcome'] });
      await world.browser.open(async (page) => {
        await page.goto(address);
        await assertLarge(page, `door-${locale}`);
        await page.click('button[value=yes]'); // who it is was not said
        await assertSees(page, texts()['public.label.door_missing']);
        if (javaScriptEnabled) await checkAll(page, locale, 'door-missing');
        await page.fill('#who', codes[javaScriptEnabled ? 1 : 2]);
        await page.click('button[value=yes]');
        await assertSees(page, texts()['public.door.thanks']);
        if (javaScriptEnabled) await checkAll(page, locale, 'door-thanks');
        await page.goto(address);
        await page.check('input[name=first_time][value=yes]');
        await page.click('button[value=no]');
        await assertSees(page, texts()['public.door.thanks']);
      }, { status: 400, javaScriptEnabled });
      await world.browser.open(async (page) => {
        await page.goto(`${campaign()}/door`);
        const [came, walkIns] = await numbers(page);
        assert.deepEqual([came, walkIns], javaScriptEnabled ? ['1', '1'] : ['2', '2']);
      }, { storageState: await desk() });
    });

  for (const javaScriptEnabled of BOTH)
    test(named(`the code of a letter, ${words(javaScriptEnabled)}`), async () => {
      await world.browser.open(async (page) => {
        await page.goto(`${world.url}/k`);
        if (javaScriptEnabled) await checkAll(page, locale, 'k');
        await assertLarge(page, `k-${locale}`);
        await page.fill('#code', 'to není kód');
        await page.click('form button');
        await assertSees(page, texts()['public.code.mistyped']);
        if (javaScriptEnabled) await checkAll(page, locale, 'k-mistyped');
        await page.fill('#code', codes[3].toLowerCase().replaceAll('-', ' '));
        await page.click('form button');
        assert.match(page.url(), /\/i\//);
        await assertSees(page, texts()['public.label.when']);
      }, { locale, status: 404, javaScriptEnabled });
    });

  test(named('to open a page changes nothing'), async () => {
    const state = async () => {
      const list = [];
      for (const path of ['letters', 'phone?waves=1', 'door'])
        await world.browser.open(async (page) => {
          await page.goto(`${campaign()}/${path}`);
          list.push((await page.innerText('main')).replaceAll(/\s+/g, ' '));
        }, { storageState: await desk() });
      return [...list, await dosah('letters', 'status', 'dnes')];
    };
    const before = await state();
    await world.browser.open(async (page) => {
      for (const address of [print, `${campaign()}/phone/sheet`, `${campaign()}/door/sheet`, `${campaign()}/door?q=${codes[3]}&do=in`,
        `${campaign()}/phone?waves=1&result=no_answer&done=1`, `${campaign()}/letters?done=slip`, `${await door()}?invited=no`,
        `${world.url}/k/${codes[3]}`])
        assert.equal((await page.request.get(address)).status(), 200, address);
    }, { storageState: await desk() });
    assert.deepEqual(await state(), before);
  });
}
