// The AMQP codec is rhea's. This adds what rhea does not do for a broker: transactions (part 4 of the specification),
// and messages kept as the bytes they came in.
import rhea from 'rhea';
import Connection from 'rhea/lib/connection.js';
import message from 'rhea/lib/message.js';
import Session from 'rhea/lib/session.js';
import terminus from 'rhea/lib/terminus.js';

export const types = rhea.types;
export const outcomes = message;
export { Connection, rhea };

/** Descriptors of AMQP 1.0, parts 3.2 and 4.5. */
export const COORDINATOR = 0x30;
export const DECLARE = 0x31;
export const DISCHARGE = 0x32;
const DECLARED = 0x33;
const TRANSACTIONAL_STATE = 0x34;

const Coordinator = types.define_composite({
  name: 'coordinator',
  code: COORDINATOR,
  fields: [{ name: 'capabilities', type: 'symbol', multiple: true }],
});
const Declared = types.define_composite({
  name: 'declared',
  code: DECLARED,
  fields: [{ name: 'txn_id', type: 'binary', mandatory: true }],
});
const TransactionalState = types.define_composite({
  name: 'transactional_state',
  code: TRANSACTIONAL_STATE,
  fields: [{ name: 'txn_id', type: 'binary', mandatory: true }, { name: 'outcome', type: '*' }],
});
// rhea names the event of a disposition after this.
TransactionalState.composite_type = 'transactional_state';

const unwrapOutcome = message.unwrap_outcome;
message.unwrap_outcome = (state) =>
  descriptorOf(state) === TRANSACTIONAL_STATE ? new TransactionalState(state.value) : unwrapOutcome(state);

const unwrapTerminus = terminus.unwrap;
terminus.unwrap = (field) => (descriptorOf(field) === COORDINATOR ? new Coordinator(field.value) : unwrapTerminus(field));

/** A request's message, decoded: bodies and properties as JavaScript has them. */
export const decodeMessage = message.decode;
// Receivers get the bytes: a broker passes on what it does not read.
message.decode = (bytes) => bytes;

// A peer's session window opens without a word to a link: who waits to send must hear of it.
const onFlow = Session.prototype.on_flow;
Session.prototype.on_flow = function tellOfFlow(frame) {
  onFlow.call(this, frame);
  this.dispatch('session_flow', this._context());
};

// rhea forgets a handle a moment after the link went, though the peer may have used it anew by then.
Session.prototype.remove_link = function removeLink(link) {
  for (const [table, key] of [[this.remote.handles, link.remote.handle], [this.local.handles, link.local.handle], [this.links, link.name]]) {
    if (table[key] === link)
      delete table[key];
  }
};

/**
 * Deliveries that are not settled yet, in place of rhea's ring: a delivery that a client never settles, because it lost
 * its lock, does not hold up those after it.
 */
export class Unsettled {
  #deliveries = new Map();
  #capacity;

  constructor(capacity) {
    this.#capacity = capacity;
  }

  get size() {
    return this.#deliveries.size;
  }

  available() {
    return this.#capacity - this.size;
  }

  push(delivery) {
    this.#deliveries.set(delivery.id, delivery);
  }

  by_id(id) {
    return this.#deliveries.get(id);
  }

  pop_if(isDone) {
    // The oldest are done first as a rule; looking at all of them is for when they are many.
    const thorough = this.size > this.#capacity / 2;
    for (const [id, delivery] of this.#deliveries) {
      if (isDone(delivery))
        this.#deliveries.delete(id);
      else if (!thorough)
        return;
    }
  }
}

/** Settles a delivery to a client for good: rhea would wait for the client to settle it as well. */
export function settleDelivery(delivery, state) {
  delivery.update(true, state);
  delivery.remote_settled = true;
}

/** The number that describes a value, or undefined. */
export function descriptorOf(value) {
  return value?.descriptor?.value;
}

export function isCoordinator(target) {
  return target instanceof Coordinator;
}

export function coordinatorTarget() {
  return Coordinator.create({}).described();
}

/** The state "declared" that answers a declare. */
export function declared(id) {
  return Declared.create({ txn_id: id }).described();
}

/** @param {Buffer} id of the transaction @param outcome described, or undefined */
export function transactionalState(id, outcome) {
  return TransactionalState.create({ txn_id: id, outcome }).described();
}

/** The transaction that a transfer or disposition belongs to; undefined when it belongs to none. */
export function transactionOf(state) {
  if (state instanceof TransactionalState)
    return { id: state.txn_id, outcome: state.outcome && unwrapOutcome(state.outcome) };
  // Of a transfer's state rhea gives the fields only; no other state begins with binary.
  return Array.isArray(state) && Buffer.isBuffer(state[0]) ? { id: state[0], outcome: undefined } : undefined;
}

export function accepted() {
  return message.accepted().described();
}

/** @param {{condition: string, description: string}} error */
export function rejected(error) {
  return message.rejected({ error: { condition: error.condition, description: error.description } }).described();
}

/** A value that rhea has decoded, with its types kept: map entries as [name, typed value]. */
export function typedEntries(map) {
  const entries = [];
  const items = Array.isArray(map?.value) ? map.value : [];
  for (let i = 0; i + 1 < items.length; i += 2)
    entries.push([String(items[i].value), items[i + 1]]);
  return entries;
}

/** Bytes of any value; a typed one keeps its type. */
export function encodeValue(value) {
  const writer = new types.Writer();
  writer.write(types.wrap(value));
  return Buffer.from(writer.toBuffer());
}

/** @returns the typed value that the bytes hold */
export function decodeValue(bytes) {
  return new types.Reader(bytes).read();
}

/** A long of any size: rhea takes numbers to 2^53, and bytes beyond. */
export function long(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return types.wrap_long(bytes);
}
