// ATOM around entity descriptions.
import { XMLParser } from 'fast-xml-parser';
import { ServiceError } from './errors.mjs';

const parser = new XMLParser({ ignoreAttributes: false, removeNSPrefix: true, parseTagValue: false, htmlEntities: true, attributeNamePrefix: '@', textNodeName: '#' });

const ENTITIES = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&apos;' };

export function escape(text) {
  return String(text).replace(/[<>&"']/g, (character) => ENTITIES[character]);
}

/** @param {{title: string, path: string, content: string, times: object}} item content: a description's XML */
export function entry(url, { title, content, times }) {
  return `<entry xmlns="http://www.w3.org/2005/Atom">${entryBody(url.href, title, content, times)}</entry>`;
}

/** @param {string} [next] where the next page is */
export function feed(url, title, items, next) {
  const entries = items.map((item) =>
    `<entry xml:base="${escape(url.href)}">${entryBody(`${url.origin}/${encodeURI(item.path)}`, item.title, item.content, item.times)}</entry>`);
  return `<feed xmlns="http://www.w3.org/2005/Atom"><title type="text">${escape(title)}</title><id>${escape(url.href)}</id>`
    + `<updated>${new Date().toISOString()}</updated><link rel="self" href="${escape(url.href)}"/>`
    + `${next ? `<link rel="next" href="${escape(next)}"/>` : ''}${entries.join('')}</feed>`;
}

/** What the service answers, with status 200, to a GET of what is not there. */
export function emptyFeed(url) {
  return feed(url, 'Publicly Listed Services', []);
}

/** The description inside a request's entry. @returns {{kind: string, value: object}} */
export function readEntry(xml) {
  let content;
  try {
    content = parser.parse(xml).entry.content;
  } catch {
    throw new ServiceError(400, '', 'The request body is not an ATOM entry.');
  }
  const [kind, value] = Object.entries(content ?? {}).find(([name]) => name.endsWith('Description')) ?? [];
  if (!kind)
    throw new ServiceError(400, '', 'The entry holds no description of an entity.');
  return { kind, value: typeof value === 'object' ? value : {} };
}

export function errorBody(status, detail) {
  return `<Error><Code>${status}</Code><Detail>${escape(detail)}</Detail></Error>`;
}

export function conflict(path) {
  return new ServiceError(409, '', `SubCode=40900. Conflict. You're requesting an operation that isn't allowed in the resource's current state: '${path}' exists.`);
}

function entryBody(id, title, content, { createdAt, updatedAt }) {
  const published = new Date(createdAt).toISOString();
  return `<id>${escape(id)}</id><title type="text">${escape(title)}</title><published>${published}</published>`
    + `<updated>${new Date(updatedAt ?? createdAt).toISOString()}</updated><author><name>test-broker</name></author>`
    + `<link rel="self" href="${escape(id)}"/><content type="application/xml">${content}</content>`;
}
