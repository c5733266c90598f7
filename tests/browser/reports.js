// SPDX-License-Identifier: EUPL-1.2
// What evaluators see, and the report that is printed and handed over.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HtmlValidate } from 'html-validate';
import { assertFits, check, picture } from './browser.js';
import { signIn } from './console.js';
import { until } from './installation.js';

const MISTAKES = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended'],
  rules: {
    'no-inline-style': 'off',
    'long-title': 'off', // campaigns are named by people
    'no-trailing-whitespace': 'off',
    'prefer-native-element': 'off', // a scroll box that the keyboard reaches is role=group on a div
  },
});

/** No mistakes that html-validate knows. */
export async function assertValid(html) {
  const report = await MISTAKES.validateString(html);
  assert.deepEqual(report.results.flatMap((one) => one.messages.map((m) => `${m.line}: ${m.message} (${m.ruleId})`)), []);
}

export function reportTests(world, locale) {
  const town = () => world.towns.find((one) => one.locale === locale);
  const named = (text) => `${locale}: ${text}`;
  let session;
  const evaluator = async () => (session ??= await signIn(world, `hodnotitel@${town().key}.example`));
  const report = (state) => `/reports/${town().ids[state]}`;

  test(named('an evaluator comes to the reports and nowhere else'), async () => {
    const look = { lang: locale, storageState: await evaluator() };
    await world.browser.inspect('/', { ...look, name: 'reports' });
    await world.browser.inspect(report('finished'), { ...look, name: 'report' });
    for (const address of ['/campaigns', '/replies', '/doubt', '/sandbox', `/campaigns/${town().ids.finished}/reach`])
      await world.browser.open(async (page) => {
        assert.equal((await page.goto(world.url + address)).status(), 403);
        assert.deepEqual(await page.locator('nav.side a').evaluateAll((all) => all.map((a) => a.getAttribute('href'))), ['/reports']);
      }, { storageState: await evaluator(), status: 403 });
  });

  test(named('an evaluator takes the report along as a file'), async () => world.browser.open(async (page) => {
    for (const [extension, type] of [['csv', 'text/csv'], ['json', 'application/json'], ['html', 'text/html'],
      ['xlsx', 'application/vnd.openxmlformats']]) {
      const reply = await page.request.get(`${world.url}${report('finished')}/report.${extension}`);
      assert.equal(reply.status(), 200, extension);
      assert.ok(reply.headers()['content-type'].startsWith(type), extension);
      assert.match(reply.headers()['content-disposition'], /^attachment/);
    }
    const file = await page.request.get(`${world.url}${report('finished')}/report.html`);
    await assertValid(await file.text());
  }, { storageState: await evaluator() }));

  test(named('the figures of a closed campaign are released by one click and not by looking'), async () => {
    await until('the closing', async () =>
      (await world.installation.dosah('campaign', 'status', 'probehla', '--org', town().key)).state === 'closed');
    const look = { lang: locale, storageState: await evaluator() };
    const button = 'section[aria-labelledby=release-h] button';
    for (const _ of ['once', 'again']) await world.browser.inspect(report('over'), { ...look, name: 'report-pending' });
    await world.browser.open(async (page) => {
      await page.goto(world.url + report('over'));
      await page.click(button);
      assert.equal(await page.locator(button).count(), 0);
    }, look);
    await world.browser.inspect(report('over'), { ...look, name: 'report-released' });
  });

  test(named('a programme that an evaluator takes part in'), async () => {
    const look = { lang: locale, storageState: await evaluator() };
    await world.browser.inspect(`/reports/programmes/${town().programme}`, { ...look, name: 'programme' });
    await world.browser.inspect('/reports', { ...look, name: 'reports-and-programme' });
  });

  test(named('the printed report: valid, accessible, fits a phone and a page'), async () => {
    const html = await world.installation.output('report', 'full', '--campaign', String(town().ids.finished), '--locale', locale);
    await assertValid(html);
    await world.browser.open(async (page) => {
      await page.setContent(html);
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        await assertFits(page);
        await check(page, locale);
        await picture(page, `printed-${locale}-${width}`);
      }
      const figures = page.locator('svg[role=img]');
      assert.ok(await figures.count() >= 4);
      assert.equal(await page.locator('figure').count(), await figures.count());
      const pdf = await page.pdf({ preferCSSPageSize: true, tagged: true });
      assert.match(pdf.toString('latin1'), /\/MarkInfo|\/StructTreeRoot/);
      const pages = pdf.toString('latin1').match(/\/Type \/Page\b/g).length;
      assert.ok(pages >= 3 && pages <= 14, `${pages} pages`);
    });
  });
}
