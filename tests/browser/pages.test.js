// SPDX-License-Identifier: EUPL-1.2
// One installation and one browser for all tests, so they are in one program; started by ./run.
import { after, describe } from 'node:test';
import { Browser } from './browser.js';
import { byHandTests } from './by_hand.js';
import { consoleTests, liveTests } from './console.js';
import { recipientTests } from './recipients.js';
import { rightsTests } from './rights.js';
import { reportTests } from './reports.js';
import { setUp } from './towns.js';

const world = { browser: new Browser(), ...await setUp() };
world.url = world.installation.url;
await world.browser.start(world.url);

after(async () => {
  await world.browser.stop();
  await world.remove();
});

describe('pages', { concurrency: 2 }, () => {
  for (const locale of ['cs', 'nb'])
    describe(locale, { concurrency: 1 }, () => {
      recipientTests(world, locale);
      rightsTests(world, locale);
      consoleTests(world, locale);
      reportTests(world, locale);
      byHandTests(world, locale);
    });
});
liveTests(world);
