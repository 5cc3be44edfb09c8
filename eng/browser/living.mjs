// The whole program on the local chat page: a digest whose card lives, the buttons around it, and what commands draw.
// node living.mjs URL        screenshots go to SCREENSHOTS, when it is set
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
  const context = await browser.newContext({ viewport: { width: 1180, height: 1400 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()); });
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(address);
  await page.waitForFunction(() => document.body.dataset.live === 'yes');
  return page;
}

async function picture(page, name) {
  if (process.env.SCREENSHOTS) await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`) });
}

async function checkAccessibility(page, name) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run(document));
  const found = result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
  assert.deepEqual(found, [], `axe on ${name}`);
}

async function say(page, text) {
  await page.fill('#text', text);
  await page.press('#text', 'Enter');
}

const last = (page) => page.locator('.message.bot').last();

async function checkLivingCard(page) {
  await say(page, 'digest advisors 30 days top 3');
  const card = last(page);
  await card.getByText('Reading 1 of 6 again').waitFor();
  assert.equal(await page.locator('.message.bot').count(), 1, 'the acknowledgement turned into the working card');
  await card.getByText('published in the last 30 days, at most 3').waitFor();
  const widths = await card.locator('.columns .column').evaluateAll((parts) => parts.map((p) => p.getBoundingClientRect()));
  assert.equal(new Set(widths.map((w) => w.top)).size, 1, 'the bar is one line');
  await picture(page, 'working-light');
  await checkAccessibility(page, 'a working card');
  await card.getByRole('button', { name: 'Cancel' }).click();
  await card.getByText('was cancelled').waitFor();
  assert.equal(await page.locator('.message.bot').count(), 1, 'the working card turned into the cancelled one');
  console.log('queued, working, cancelled in one message');
}

async function checkResult(page) {
  await say(page, 'digest advisors 30 days top 3');
  const card = last(page);
  await card.getByText('Was this useful?').waitFor();
  await picture(page, 'result');
  await card.getByRole('button', { name: 'Useful', exact: true }).click();
  await card.getByText('You found this useful.').waitFor();
  await card.getByRole('textbox').fill('Two of them are on my list.');
  await card.getByRole('button', { name: 'Send comment' }).click();
  await card.getByText('Your comment is kept.').waitFor();
  await card.getByRole('button', { name: 'Not useful after all' }).click();
  await card.getByText('You did not find this useful.').waitFor();
  await card.getByText(/3 of \d+ candidates/).waitFor();
  await picture(page, 'feedback');
  await checkAccessibility(page, 'feedback');

  await card.getByRole('button', { name: 'Refine' }).click();
  const form = page.locator('.message.bot').filter({ hasText: 'Refine the digest' }).last();
  await form.getByRole('textbox').fill('top 2, nonsense');
  await form.getByRole('button', { name: 'Show' }).click();
  const corrected = page.locator('.message.bot').filter({ hasText: 'I did not understand “nonsense”' }).last();
  assert.equal(await corrected.getByRole('textbox').inputValue(), 'top 2, nonsense');
  await corrected.getByRole('textbox').fill('top 2');
  await corrected.getByRole('button', { name: 'Show' }).click();
  await page.getByText(/2 of \d+ candidates/).first().waitFor();

  await card.getByRole('button', { name: 'Filters' }).click();
  const filters = page.locator('.message.bot').filter({ hasText: 'Save as my preferences' }).last();
  await filters.waitFor();
  await picture(page, 'filters');
  await checkAccessibility(page, 'filters');
  await filters.getByLabel('Candidates at most').fill('4');
  await filters.getByRole('button', { name: 'Save as my preferences' }).click();
  await page.getByText('Your preferences are saved').first().waitFor();
  await say(page, 'digest');
  await page.getByText(/4 of \d+ candidates/).first().waitFor();
  await say(page, 'digest preview');
  await page.getByRole('button', { name: 'Show all 4' }).click();
  await page.waitForFunction(() => [...document.querySelectorAll('.message.bot')].filter((m) => /4 of \d+ candidates/.test(m.textContent) && !m.textContent.includes('Show all')).length === 2);
  console.log('feedback, refine, filters, preferences and the preview work');
}

async function checkCommands() {
  const page = await open(`${url}?person=executive`);
  await say(page, 'preferences');
  await page.getByText('Send my digests to me by e-mail too').waitFor();
  await say(page, 'digest c_suite');
  await page.getByText(/Digest for the C-suite · .* candidates/).first().waitFor();
  await say(page, 'status');
  await page.getByText('Your last request').first().waitFor();
  await say(page, 'analytics');
  await page.getByText('Digests of the last 30 days').first().waitFor();
  await picture(page, 'commands-light');
  await checkAccessibility(page, 'what commands draw');
  await page.setViewportSize({ width: 375, height: 740 });
  await picture(page, 'commands-phone');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out on a phone');
  await page.context().close();
  console.log('preferences, status and analytics are drawn');
}

async function checkTwoPeople() {
  const ann = await open(`${url}?kind=group&person=recruiter`);
  await say(ann, 'preferences');
  await ann.getByText('Send my digests to me by e-mail too').first().waitFor();
  const ben = await open(`${url}?kind=group&person=admin`);
  await ben.locator('.message.bot').last().getByRole('button', { name: 'Save' }).click();
  await ben.getByText('These buttons belong to the person who asked.').waitFor();
  assert.equal(await ben.getByText('Your preferences are saved').count(), 0);
  await ben.context().close();
  await ann.context().close();
  console.log('a button works for its owner only');
}

try {
  const page = await open(url);
  await checkLivingCard(page);
  await checkResult(page);
  await page.context().close();
  await checkCommands();
  await checkTwoPeople();
  assert.deepEqual(problems, [], 'the console is clean');
  console.log('all checks passed');
} finally {
  await browser.close();
}
