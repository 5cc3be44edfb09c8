// An entity's $management node: what is not sending, receiving and settling on a link.
import { decodeValue, outcomes, typedEntries, types } from './amqp.mjs';
import { LISTEN, MANAGE, SEND } from './access.mjs';
import { ServiceError, VENDOR, notFound, sessionLockLost } from './errors.mjs';
import { Message } from './message.mjs';
import { settlement } from './receivers.mjs';
import { describeRule, ruleFromRequest } from './rule-descriptions.mjs';
import { VALUE, splitSections } from './sections.mjs';
import { checkMessage } from './senders.mjs';

/** What a reply holds: the size of a message on the Standard tier. */
const REPLY_BYTES = 256 * 1024;

export const MANAGEMENT = /\/\$management$/i;

export function managementNode(path, peer, broker) {
  if (!broker.namespace.receivable(path) && !broker.namespace.sendable(path))
    throw notFound(path);
  return {
    path,
    operation: 'management',
    names: { code: 'statusCode', text: 'statusDescription', error: 'errorCondition' },
    respond: (request, context) => {
      const name = String(request.application_properties?.operation ?? '').replace(VENDOR, '');
      const operation = OPERATIONS[name];
      if (!operation)
        throw new ServiceError(501, 'amqp:not-implemented', `The operation ${name} is not supported.`);
      peer.demand(operation.right, path);
      const entity = operation.right === SEND ? broker.namespace.sendable(path) : broker.namespace.receivable(path);
      if (!entity)
        throw notFound(path);
      return operation.run(entity, request.body ?? {}, { ...context, broker });
    },
  };
}

/** Each takes the entity and the request's map, and gives the answer's body and status. */
const OPERATIONS = {
  'schedule-message': { right: SEND, run: schedule },
  'cancel-scheduled-message': { right: SEND, run: cancelScheduled },
  'peek-message': { right: LISTEN, run: peek },
  'renew-lock': { right: LISTEN, run: renewLocks },
  'receive-by-sequence-number': { right: LISTEN, run: receiveDeferred },
  'update-disposition': { right: LISTEN, run: updateDisposition },
  'renew-session-lock': { right: LISTEN, run: renewSession },
  'get-session-state': { right: LISTEN, run: getSessionState },
  'set-session-state': { right: LISTEN, run: setSessionState },
  'get-message-sessions': { right: LISTEN, run: listSessions },
  'add-rule': { right: MANAGE, run: addRule },
  'remove-rule': { right: MANAGE, run: removeRule },
  'enumerate-rules': { right: LISTEN, run: listRules },
};

function schedule(entity, body, { transaction, broker }) {
  const messages = list(body.messages).map((item) => new Message(Buffer.from(item.message)));
  messages.forEach((message) => checkMessage(entity, message));
  const numbers = messages.map(() => entity.reserveSequence());
  const apply = () => messages.forEach((message, index) => entity.accept(message, numbers[index]));
  if (transaction)
    broker.transactions.enlist(transaction.id, { entity: entity.topLevel }, { check: () => {}, apply });
  else
    apply();
  return { body: { 'sequence-numbers': types.wrap_array(numbers, LONG) } };
}

function cancelScheduled(entity, body) {
  entity.scheduled(numbersOf(body['sequence-numbers'])).forEach((message) => entity.cancel(message));
  return {};
}

function peek(queue, body) {
  const found = queue.peek(Number(body['from-sequence-number']), Number(body['message-count']), body['session-id'] ?? undefined);
  if (found.length === 0) return { status: 204, text: 'No messages.', condition: `${VENDOR}message-not-found` };
  return { body: { messages: types.wrap_list(fitting(found.map((message) => message.encode(false))).map((message) => types.wrap_map({ message }))) } };
}

/** As many from the front as one reply has room for, and never none. */
function fitting(encoded) {
  let room = REPLY_BYTES;
  const end = encoded.findIndex((bytes) => (room -= bytes.length) < 0);
  return end < 0 ? encoded : encoded.slice(0, Math.max(1, end));
}

function renewLocks(queue, body) {
  const messages = list(body['lock-tokens']).map((token) => queue.lockedBy(guid(token)));
  return { body: { expirations: types.wrap_array(messages.map((message) => queue.renew(message)), TIMESTAMP) } };
}

function receiveDeferred(queue, body) {
  const locks = Number(body['receiver-settle-mode']) === 1;
  const session = sessionOf(queue, body);
  const messages = queue.deferred(numbersOf(body['sequence-numbers']));
  return {
    body: {
      messages: types.wrap_list(messages.map((message) => {
        if (!locks) {
          queue.complete(message);
          return types.wrap_map({ message: message.encode(false) });
        }
        queue.lock(message, session);
        return types.wrap_map({ 'lock-token': types.wrap_uuid(guid(message.lock.token)), message: message.encode(true) });
      })),
    },
  };
}

function updateDisposition(queue, body, { bytes, transaction, broker }) {
  const typed = new Map(typedEntries(decodeValue(splitSections(bytes).find((section) => section.code === VALUE).value)));
  const outcome = outcomeOf(body, typed.get('properties-to-modify'));
  sessionOf(queue, body);
  const works = list(body['lock-tokens']).map((token) => settlement(queue, guid(token), outcome));
  works.forEach((work) => work.check());
  for (const work of works) {
    if (transaction)
      broker.transactions.enlist(transaction.id, { entity: queue.topLevel }, work.enlisted());
    else
      work.apply();
  }
  return {};
}

/** The outcome that the link would have carried. */
function outcomeOf(body, changes) {
  switch (String(body['disposition-status'])) {
    case 'completed': return outcomes.accepted();
    case 'abandoned': return outcomes.modified({ message_annotations: mapOf(changes) });
    case 'defered': return outcomes.modified({ undeliverable_here: true, message_annotations: mapOf(changes) });
    case 'suspended': {
      const info = mapOf(changes);
      for (const [from, to] of [['deadletter-reason', 'DeadLetterReason'], ['deadletter-description', 'DeadLetterErrorDescription']]) {
        if (body[from] !== undefined && body[from] !== null)
          info[to] = body[from];
      }
      return outcomes.rejected({ error: { condition: `${VENDOR}dead-letter`, info } });
    }
    default: throw new ServiceError(400, 'amqp:invalid-field', `There is no disposition '${body['disposition-status']}'.`);
  }
}

function renewSession(queue, body) {
  return { body: { expiration: types.wrap_timestamp(queue.sessions.renew(body['session-id'])) } };
}

function getSessionState(queue, body) {
  queue.sessions.lockOf(body['session-id']);
  return { body: { 'session-state': queue.sessions.stateOf(body['session-id']) ?? null } };
}

function setSessionState(queue, body) {
  queue.sessions.lockOf(body['session-id']);
  const state = body['session-state'];
  queue.sessions.setState(body['session-id'], state === undefined || state === null ? undefined : Buffer.from(state));
  return {};
}

function listSessions(queue, body) {
  const ids = queue.sessionIds.slice(Number(body.skip), Number(body.skip) + Number(body.top));
  return ids.length === 0
    ? { status: 204, text: 'No sessions.' }
    : { body: { skip: types.wrap_int(Number(body.skip) + ids.length), 'sessions-ids': types.wrap_array(ids, STRING) } };
}

function addRule(subscription, body) {
  subscription.addRule(ruleFromRequest(body['rule-name'], body['rule-description'] ?? {}));
  return {};
}

function removeRule(subscription, body) {
  subscription.removeRule(body['rule-name']);
  return {};
}

function listRules(subscription, body) {
  const rules = (subscription.rules ?? []).slice(Number(body.skip), Number(body.skip) + Number(body.top));
  return rules.length === 0
    ? { status: 204, text: 'No rules.' }
    : { body: { rules: types.wrap_list(rules.map((rule) => types.wrap_map({ 'rule-description': describeRule(rule) }))) } };
}

// Constructors of AMQP arrays.
const LONG = 0x81;
const TIMESTAMP = 0x83;
const STRING = 0xb1;

function list(value) {
  return value === undefined || value === null ? [] : [...value];
}

function numbersOf(value) {
  return list(value).map(Number);
}

function mapOf(typedMap) {
  return Object.fromEntries(typedEntries(typedMap));
}

/** The session that a request is made in; throws when its lock is lost. */
function sessionOf(queue, body) {
  const id = body['session-id'] ?? undefined;
  if (!queue.requiresSession)
    return undefined;
  if (id === undefined)
    throw sessionLockLost();
  return queue.sessions.lockOf(id).id;
}

/** Lock tokens are a UUID in requests and a .NET Guid's bytes in delivery tags: the first three groups are turned. */
function guid(bytes) {
  const b = Buffer.from(bytes);
  return Buffer.from([b[3], b[2], b[1], b[0], b[5], b[4], b[7], b[6], ...b.subarray(8)]);
}
