// One conversation on Playground's page: what a person does there, and what they see.
import path from 'node:path';

const CARD = '.ac-adaptiveCard';
const MAX_PRESSES = 8;

/** Kept by the page itself, so that a card that changes twice between two looks is still seen both times. */
function recordCards(selector) {
  const seen = [];
  window.cardTexts = seen;
  new MutationObserver(() => {
    for (const card of document.querySelectorAll(selector)) {
      const text = card.innerText.replace(/\s+/g, ' ').trim();
      if (text && !seen.includes(text)) seen.push(text);
    }
  }).observe(document, { childList: true, subtree: true, characterData: true });
}

export async function watchCards(page) {
  await page.addInitScript({ content: `(${recordCards})(${JSON.stringify(CARD)});` });
}

/** The activities that reached the bot and how it answered, from the page's log: `message 200`, `invoke 200` … */
async function exchanges(page) {
  const log = await page.locator('[contenteditable="true"][spellcheck="false"]').innerText();
  return [...log.replace(/\s+/g, ' ').matchAll(/Playground -> User Application (\w+) (\d{3}|\w+)/g)].map(m => `${m[1]} ${m[2]}`);
}

async function say(page, { mention, send }, text) {
  const box = page.getByRole('textbox').first();
  await box.click();
  if (mention) {
    await page.keyboard.type('@Test');
    await page.getByRole('menuitem', { name: 'Test Bot' }).click();
    await box.locator('text=Test Bot').waitFor();
  }
  await page.keyboard.type(mention ? ` ${text}` : text);
  await page.getByRole('button', { name: send, exact: true }).first().click();
}

/** What the card's buttons are called, without those inside its inputs. */
function buttonsOf(card) {
  return card.getByRole('button').evaluateAll(buttons => buttons
    .filter(button => !button.closest('.ac-input-container'))
    .map(button => button.getAttribute('aria-label') || button.innerText.trim())
    .filter(Boolean));
}

async function press(page, card, name, pressMs) {
  const button = card.getByRole('button', { name, exact: true }).first();
  if (await button.count() === 0) return { button: name, outcome: 'gone' };
  if (await button.isDisabled()) return { button: name, outcome: 'disabled' };

  const before = (await exchanges(page)).length;
  await button.click({ timeout: pressMs });
  const deadline = Date.now() + pressMs;
  while (Date.now() < deadline) {
    const after = await exchanges(page);
    if (after.length > before) return { button: name, outcome: after[before] };
    await page.waitForTimeout(100);
  }
  return { button: name, outcome: 'no request' }; // it opened a form, or a link
}

async function pressAll(page, card, pressMs) {
  const presses = [];
  while (presses.length < MAX_PRESSES) {
    const name = (await buttonsOf(card)).find(each => !presses.some(press => press.button === each));
    if (name === undefined) break;
    presses.push(await press(page, card, name, pressMs));
    await page.waitForTimeout(500); // the card may be drawn anew, with other buttons
  }
  return presses;
}

/**
 * Says the words, waits until a card matches `result`, and presses each button on it once, those of what it turns
 * into as well.
 * @returns what was seen; `error` is set when something did not come, and the rest holds what came before.
 */
export async function drive(page, conversation, { text, result, waitMs, pressMs, folder }) {
  const seen = { conversation: conversation.kind, states: [], result: null, results: 0, presses: [], exchanges: [], screenshots: [] };
  const picture = async name => {
    const file = `${conversation.kind}-${name}.png`;
    await page.screenshot({ path: path.join(folder, file) });
    seen.screenshots.push(file);
  };

  const earlier = (await exchanges(page).catch(() => [])).length;

  try {
    await page.getByRole('treeitem', { name: conversation.name, exact: true }).click();
    await page.getByRole('button', { name: conversation.send, exact: true }).first().waitFor();
    await page.evaluate(() => { window.cardTexts.length = 0; });
    await say(page, conversation, text);

    await page.locator(CARD).first().waitFor({ timeout: waitMs });
    await picture('1-first-card');

    const matching = page.locator(CARD).filter({ hasText: result });
    await matching.first().waitFor({ timeout: waitMs });
    seen.result = (await matching.last().innerText()).replace(/\s+/g, ' ').trim();
    seen.results = await matching.count();
    await picture('2-result');

    // The card by its place and not by its text: a press may change what it says.
    const place = await page.locator(CARD).evaluateAll((cards, element) => cards.indexOf(element), await matching.last().elementHandle());
    const card = page.locator(CARD).nth(place);
    seen.presses.push(...await pressAll(page, card, pressMs));
    // A form that a press brought is used as well.
    const newest = await page.locator(CARD).count() - 1;
    if (newest > place) seen.presses.push(...await pressAll(page, page.locator(CARD).nth(newest), pressMs));
    await page.waitForTimeout(1_000); // answers to the last press are still being drawn
    await picture('3-after-buttons');
  } catch (error) {
    seen.error = error.message.split('\n')[0];
    await picture('error').catch(() => {});
  }

  seen.states = await page.evaluate(() => [...window.cardTexts]).catch(() => []);
  seen.exchanges = (await exchanges(page).catch(() => [])).slice(earlier);
  return seen;
}
