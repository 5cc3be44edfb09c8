// Uses the local chat page as a person with a keyboard does, in a real browser, and checks its accessibility.
// node chat.mjs URL        screenshots go to SCREENSHOTS, when it is set
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const url = process.argv[2];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: flags });
const problems = [];

async function open(address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1180, height: 860 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  // An answer that says no is part of some checks; the browser reports its status as an error.
  page.on('console', (message) => { if (message.type() === 'error' && !/status of (422|503)/.test(message.text())) problems.push(message.text()); });
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(address);
  if (options.javaScriptEnabled !== false) await page.waitForFunction(() => document.body.dataset.live === 'yes');
  return page;
}

async function picture(page, name) {
  if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`) });
}

// Through the debugger, as the page's own content policy forbids scripts from elsewhere.
async function checkAccessibility(page, name) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run(document));
  const found = result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
  assert.deepEqual(found, [], `axe on ${name}`);
  console.log(`axe on ${name}: ${result.passes.length} rules passed`);
}

const focused = (page) => page.evaluate(() => ({ id: document.activeElement.id, name: document.activeElement.getAttribute('name'), text: document.activeElement.textContent.trim() }));

async function tabTo(page, matches, key = 'Shift+Tab') {
  for (let i = 0; i < 60; i++) {
    const at = await focused(page);
    if (matches(at)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`the keyboard does not get to ${matches}`);
}

async function checkKeyboard() {
  const page = await open(url);
  await picture(page, 'empty-light');
  await checkAccessibility(page, 'the empty page');
  assert.equal((await focused(page)).id, 'text', 'the message field has the focus');

  await page.keyboard.type('digest advisors');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.bot .card >> text=Your digest is queued');
  assert.equal(await page.inputValue('#text'), '', 'the field is empty after sending');
  assert.equal((await focused(page)).id, 'text', 'the focus stays in the field');
  await picture(page, 'acknowledged-light');

  const card = await page.getAttribute('.message.bot', 'id');
  await tabTo(page, (at) => at.text === 'Cancel');
  await page.keyboard.press('Enter');
  await page.waitForSelector(`#${card} >> text=Cancelled`);
  assert.equal(await page.locator('.message.bot').count(), 1, 'the card was replaced in place');
  assert.equal((await focused(page)).id, card, 'the focus stays at the card');
  console.log('a card was sent for, and its button pressed');
  await page.context().close();
}

async function checkResult() {
  const page = await open(`${url}?person=executive`);
  await page.keyboard.type('digest advisors and finish');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.bot .card >> text=Digest for advisors');
  assert.equal(await page.locator('.message.bot').count(), 1, 'the acknowledgement turned into the result');
  assert.match(await page.textContent('#announce'), /^WellIntake: /);
  await picture(page, 'result-light');
  await checkAccessibility(page, 'a result');

  await page.fill('[name="input.max"]', '99');
  await tabTo(page, (at) => at.text === 'Apply filters', 'Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('.message').count(), 2, 'a number over the limit is not sent');
  await page.fill('[name="input.max"]', '12');
  await page.selectOption('[name="input.audience"]', 'c_suite');
  await page.check('[name="input.vault"]');
  await page.click('text=Apply filters');
  await page.waitForSelector('text=Filters: 12 candidates, c_suite, vault true.');
  await page.click('text=Good digest');
  await page.waitForSelector('#notice >> text=Thank you for the feedback.');
  assert.equal(await page.inputValue('[name="input.max"]'), '12', 'the form keeps what was filled in');

  await page.fill('#text', 'please fail');
  await page.press('#text', 'Enter');
  await page.waitForSelector('#notice >> text=503');
  assert.equal(await page.inputValue('#text'), 'please fail', 'the text is not lost');
  await page.waitForFunction(() => !document.querySelector('#messages').textContent.includes('please fail'));
  await page.fill('#text', '<img src=x onerror=alert(1)> **plain**');
  await page.press('#text', 'Enter');
  await page.waitForSelector('.own >> text=<img src=x onerror=alert(1)> **plain**');
  await page.reload();
  assert.equal(await page.evaluate(() => {
    const log = document.querySelector('.log');
    return Math.abs(log.scrollTop) < 2 && log.scrollHeight > log.clientHeight;
  }), true, 'the newest message is in sight');
  await picture(page, 'conversation-light');
  console.log('a result came in place, its form works, errors lose nothing');
  await page.context().close();
}

async function checkDarkAndNarrow() {
  const page = await open(`${url}?person=executive`, { colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.click('.chip >> text=help');
  await page.waitForSelector('text=What I can do');
  await page.waitForSelector('text=A part of this card cannot be shown here.');
  await picture(page, 'conversation-dark');
  await checkAccessibility(page, 'a conversation in the dark');
  await page.setViewportSize({ width: 375, height: 740 });
  await picture(page, 'phone-dark');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out on a phone');
  await checkAccessibility(page, 'a phone in the dark');
  await page.context().close();
}

async function checkChannel() {
  const page = await open(`${url}?kind=channel`);
  await page.keyboard.type('digest advisors and finish');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.thread .bot >> text=Digest for advisors');
  await page.fill('.reply input[type=text]', 'help');
  await page.press('.reply input[type=text]', 'Enter');
  await page.waitForSelector('.thread .bot >> text=What I can do');
  assert.equal(await page.locator('.thread').count(), 1, 'all of it is one thread');
  await picture(page, 'channel-light');
  await checkAccessibility(page, 'a channel');
  console.log('the bot answers in the thread');
  await page.context().close();
}

async function checkWithoutScript() {
  const page = await open(`${url}?kind=group&person=admin`, { javaScriptEnabled: false });
  await page.fill('#text', 'digest advisors');
  await page.click('.composer >> text=Send');
  await page.waitForSelector('.bot .card >> text=Your digest is queued');
  await page.click('.card >> text=Cancel');
  await page.waitForSelector('.bot .card >> text=Cancelled');
  console.log('it works without scripts');
  await page.context().close();
}

try {
  await checkKeyboard();
  await checkResult();
  await checkDarkAndNarrow();
  await checkChannel();
  await checkWithoutScript();
  assert.deepEqual(problems, [], 'the console is clean');
  console.log('all checks passed');
} finally {
  await browser.close();
}
