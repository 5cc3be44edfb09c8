// Adds live updates to a page that works without: messages appear and change in place, forms are sent without a reload.
'use strict';

const messages = document.getElementById('messages');
const notice = document.getElementById('notice');
const typing = document.getElementById('typing');
const announce = document.getElementById('announce');
const connection = document.getElementById('connection');
const text = document.getElementById('text');

// From this server, already escaped there.
function element(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content.firstElementChild;
}

function show(fragment) {
  const present = document.getElementById(fragment.id);
  if (fragment.removed) {
    present?.remove();
    return;
  }
  if (present) {
    replace(present, element(fragment.html));
  } else if (!fragment.parent) {
    messages.append(element(fragment.html));
  } else if (document.getElementById(fragment.parent)) {
    document.getElementById(fragment.parent).append(element(fragment.html));
  } else {
    messages.append(element(fragment.thread));
  }
  typing.textContent = '';
  announce.textContent = fragment.say;
}

// What was typed into a card, and where the focus was, outlive its update.
function replace(present, fresh) {
  const focused = present.contains(document.activeElement) ? document.activeElement : null;
  const selector = (field) => `[name="${CSS.escape(field.name)}"][value="${CSS.escape(field.getAttribute('value') ?? '')}"], [name="${CSS.escape(field.name)}"]:not([value])`;
  for (const field of present.querySelectorAll('input:not([type=hidden]), textarea, select')) {
    const twin = fresh.querySelector(selector(field));
    if (!twin) continue;
    if (field.type === 'checkbox' || field.type === 'radio') twin.checked = field.checked;
    else if (field.tagName === 'SELECT' || field.value !== field.defaultValue) twin.value = field.value;
  }
  const again = focused?.name ? fresh.querySelector(selector(focused)) : null;
  present.replaceWith(fresh);
  if (focused) (again ?? fresh).focus({ preventScroll: true });
}

let quiet;
function showTyping() {
  typing.textContent = 'WellIntake is typing…';
  clearTimeout(quiet);
  quiet = setTimeout(() => { typing.textContent = ''; }, 5000);
}

function listen() {
  const events = new EventSource(messages.dataset.events);
  events.addEventListener('open', () => {
    connection.textContent = '';
    document.body.dataset.live = 'yes';
  });
  events.addEventListener('message', (event) => show(JSON.parse(event.data)));
  events.addEventListener('typing', showTyping);
  events.addEventListener('error', () => {
    connection.textContent = events.readyState === EventSource.CLOSED ? 'No connection. Reload the page.' : 'Reconnecting…';
  });
  window.addEventListener('pagehide', () => events.close());
  window.addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
}

async function send(form, submitter) {
  if (form.getAttribute('aria-busy') === 'true') return;
  form.setAttribute('aria-busy', 'true');
  notice.textContent = '';
  try {
    const response = await fetch(form.getAttribute('action'), {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: new URLSearchParams(new FormData(form, submitter)),
    });
    const outcome = await response.json();
    notice.textContent = outcome.notice ?? '';
    if (outcome.ok) sent(form);
  } catch {
    notice.textContent = 'The server could not be reached. What you typed is still here; please try again.';
  } finally {
    form.removeAttribute('aria-busy');
  }
}

// A new id for the next message: under the same one, the server would take it for the same message.
function sent(form) {
  const id = form.elements.namedItem('messageId');
  if (!id) return;
  id.value = crypto.randomUUID().replaceAll('-', '');
  const field = form.querySelector('textarea, input[type=text]');
  if (field) field.value = '';
}

document.addEventListener('submit', (event) => {
  if (!event.target.matches('form[data-live]')) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

text.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  text.form.requestSubmit();
});

listen();
