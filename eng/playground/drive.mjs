// Types into Agents Playground as a person would, in a personal chat, a group chat and a channel, and says what came.
//
//   node drive.mjs --webhook http://127.0.0.1:5080/api/messages --out FOLDER
//                  [--text "digest advisors"] [--result REGEX] [--wait SECONDS] [--only personal,group,channel]
//
// One JSON object on stdout. Exit code 0: every conversation got its result once, and no answer was an error.
// 1: something did not come. 2: wrong use.
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { drive, watchCards } from './conversation.mjs';
import { startPlayground } from './playground.mjs';

const CONVERSATIONS = [
  { kind: 'personal', name: 'Personal Chat', send: 'Send Message', mention: false },
  { kind: 'group', name: 'Group Chat', send: 'Send Message', mention: true },
  { kind: 'channel', name: 'My Team - General', send: 'Post', mention: true },
];

function settings() {
  const { values } = parseArgs({
    options: {
      webhook: { type: 'string' },
      out: { type: 'string' },
      text: { type: 'string', default: 'digest advisors' },
      result: { type: 'string', default: 'TWAV' },
      wait: { type: 'string', default: '60' },
      only: { type: 'string', default: CONVERSATIONS.map(c => c.kind).join(',') },
    },
  });
  if (!values.webhook || !URL.canParse(values.webhook)) throw new Error('--webhook must be the address of the bot');
  if (!values.out) throw new Error('--out must be a folder for screenshots');
  const kinds = values.only.split(',');
  const unknown = kinds.filter(kind => !CONVERSATIONS.some(c => c.kind === kind));
  if (unknown.length > 0) throw new Error(`--only knows personal, group, channel; not ${unknown.join(', ')}`);
  if (!(Number(values.wait) > 0)) throw new Error('--wait must be a number of seconds');
  return {
    webhook: values.webhook,
    folder: values.out,
    text: values.text,
    result: new RegExp(values.result),
    waitMs: Number(values.wait) * 1000,
    pressMs: 5_000,
    conversations: CONVERSATIONS.filter(c => kinds.includes(c.kind)),
  };
}

function isGood(seen) {
  return !seen.error && seen.results === 1 && seen.exchanges.every(exchange => / 2\d\d$/.test(exchange));
}

async function run(options) {
  fs.mkdirSync(options.folder, { recursive: true });
  const playground = await startPlayground(options.webhook);
  let browser;
  try {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      headless: true,
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
      ],
    });
    const context = await browser.newContext({ viewport: { width: 1400, height: 1000 } });
    // The page asks for fonts elsewhere; it does without.
    await context.route(url => url.hostname !== '127.0.0.1' && url.hostname !== 'localhost', route => route.abort());
    const page = await context.newPage();
    const pageErrors = [];
    page.on('pageerror', error => pageErrors.push(error.message));
    await watchCards(page);
    await page.goto(playground.page);

    const conversations = [];
    for (const conversation of options.conversations) conversations.push(await drive(page, conversation, options));
    return { ok: conversations.every(isGood), conversations, pageErrors, refusedHosts: playground.refused };
  } finally {
    await browser?.close();
    await playground.stop();
  }
}

let options;
try {
  options = settings();
} catch (error) {
  console.error(error.message);
  process.exit(2);
}

try {
  const seen = await run(options);
  console.log(JSON.stringify(seen, null, 2));
  process.exitCode = seen.ok ? 0 : 1;
} catch (error) {
  console.log(JSON.stringify({ ok: false, error: error.message }));
  process.exitCode = 1;
}
