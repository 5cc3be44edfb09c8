// Links that clients receive on: credit, deliveries, and what they answer to them.
import { randomBytes } from 'node:crypto';
import {
  accepted, long, outcomes, rejected, settleDelivery, transactionOf, transactionalState, typedEntries, types,
} from './amqp.mjs';
import { LISTEN } from './access.mjs';
import {
  ServiceError, VENDOR, entityDisabled, messageLockLost, notAllowed, notFound, sessionLockLost,
} from './errors.mjs';

const SESSION_FILTER = `${VENDOR}session-filter`;
const PRESETTLED = 1;
const TICKS_AT_1970 = 621355968000000000n;
/** The client's own wait, when it names none. */
const DEFAULT_TIMEOUT_MS = 60_000;

/** Attaches a client's receiver to what its address names. Throws when it may not. */
export function attachReceiver(link, path, peer, broker) {
  const queue = broker.namespace.receivable(path);
  if (!queue)
    throw notFound(path);
  peer.demand(LISTEN, path);
  broker.faults.check('attach', path);
  if (['Disabled', 'ReceiveDisabled'].includes(queue.settings.Status))
    throw entityDisabled(path);

  const filter = sessionFilter(link.remote.attach.source);
  if (queue.requiresSession && filter === undefined)
    throw notAllowed('It is not possible for an entity that requires sessions to create a non-sessionful message receiver.');
  if (!queue.requiresSession && filter !== undefined)
    throw notAllowed('A sessionful message receiver cannot be created on an entity that does not require sessions.');

  const receiver = new Receiver(link, path, queue, peer, broker);
  if (filter === undefined)
    receiver.start();
  else
    receiver.acceptSession(filter);
  return receiver;
}

/** The session that is asked for: null the next one, undefined none. */
function sessionFilter(source) {
  const { filter } = source ?? {};
  if (!filter || !Object.hasOwn(filter, SESSION_FILTER))
    return undefined;
  const value = filter[SESSION_FILTER];
  return value !== null && typeof value === 'object' ? value.value ?? null : value ?? null;
}

class Receiver {
  #link;
  #queue;
  #peer;
  #broker;
  #sessionLock;
  #cancelWait;
  #closed = false;
  #drainSaid = false;

  constructor(link, path, queue, peer, broker) {
    this.#link = link;
    this.#queue = queue;
    this.#peer = peer;
    this.#broker = broker;
    this.path = path;
    this.right = LISTEN;
    this.takes = link.remote.attach.snd_settle_mode === PRESETTLED;
    // Drained is said even when no credit was left to give back: the other side waits for the word.
    link._get_drain = () => {
      if (!link._draining || !link._drained)
        return false;
      link.delivery_count += link.credit;
      link.credit = 0;
      return true;
    };
  }

  get session() {
    return this.#sessionLock?.id;
  }

  start() {
    this.#queue.addConsumer(this);
  }

  acceptSession(id) {
    const attach = this.#link.local.attach;
    const timeout = Number(this.#link.remote.attach.properties?.[`${VENDOR}timeout`] ?? DEFAULT_TIMEOUT_MS);
    // The answer to the attach waits until there is a session. Half a second earlier than the client gives up.
    const hold = this.#link.state;
    hold.open_requests = 0;
    const answer = () => {
      if (this.#closed)
        return;
      hold.open_requests = 1;
      this.#link.connection._register();
    };
    this.#cancelWait = this.#queue.sessions.accept(id, {
      granted: (lock) => {
        this.#sessionLock = lock;
        this.#link.set_source({ address: this.#link.remote.attach.source.address, filter: { [SESSION_FILTER]: lock.id } });
        attach.properties = {
          [`${VENDOR}locked-until-utc`]: long(BigInt(lock.until) * 10_000n + TICKS_AT_1970),
          [`${VENDOR}session-id`]: lock.id,
        };
        answer();
        this.start();
      },
      refused: (error) => {
        attach.source = undefined;
        answer();
        this.close(error);
      },
      lost: (error) => this.close(error),
    }, Math.max(100, timeout - 500));
  }

  /** Whether it has credit, and nothing before it waits for the peer's window. */
  wants() {
    const { outgoing } = this.#link.session;
    return !this.#closed && this.#link.is_open() && this.#link.credit > 0
      && outgoing.next_pending_delivery === outgoing.next_delivery_id && outgoing.available() > 0;
  }

  deliver(message) {
    const bytes = message.encode(!this.takes);
    const tag = this.takes ? randomBytes(16) : message.lock.token;
    const delivery = this.#link.send(bytes, tag, 0);
    if (this.takes)
      delivery.settled = true;
    // At once: credit goes down with each, before the next is given out.
    this.#link.connection._process();
  }

  flowed() {
    if (!this.#closed)
      this.#queue.wake();
  }

  /** Called when the queue has nothing more for it: gives credit back when the client asked for that. */
  drained() {
    const blocked = this.#link.credit > 0 && !this.wants();
    if (this.#closed || !this.#link._draining || this.#drainSaid || blocked)
      return;
    this.#drainSaid = true;
    this.#link.set_drained(true);
    this.#link.connection._register();
  }

  drainAsked() {
    this.#drainSaid = false;
  }

  /** A client's word on a delivery. */
  settle(delivery) {
    if (delivery.answered || this.takes)
      return;
    delivery.answered = true;
    const transaction = transactionOf(delivery.remote_state);
    const outcome = transaction ? transaction.outcome : delivery.remote_state;
    let answer;
    try {
      this.#broker.faults.check('settle', this.path);
      if (this.#queue.requiresSession && this.#sessionLock && this.#closed)
        throw sessionLockLost();
      const work = settlement(this.#queue, delivery.tag, outcome);
      work.check();
      if (transaction)
        this.#broker.transactions.enlist(
          transaction.id, { entity: this.#queue.topLevel, session: this.#link.session }, work.enlisted());
      else
        work.apply();
      answer = work.echo;
    } catch (error) {
      if (!(error instanceof ServiceError))
        throw error;
      answer = rejected(this.session !== undefined && error.condition === `${VENDOR}message-lock-lost` ? sessionLockLost() : error);
    }
    const dropped = this.#broker.faults.drops('settle', this.path);
    if (dropped)
      this.#peer.afterDrop(dropped, delivery);
    else
      settleDelivery(delivery, transaction ? transactionalState(transaction.id, answer) : answer);
  }

  /** Ends the link from here. */
  close(error) {
    if (this.#closed)
      return;
    this.gone();
    this.#link.close({ condition: error.condition, description: error.description });
  }

  /** The link is no more. */
  gone() {
    if (this.#closed)
      return;
    this.#closed = true;
    this.#cancelWait?.();
    this.#queue.removeConsumer(this);
    if (this.#sessionLock)
      this.#queue.sessions.release(this.#sessionLock);
  }
}

/**
 * What an outcome asks for.
 * @returns {{check: () => void, apply: () => void, echo: any, enlisted: () => object}} check throws when the lock is lost
 */
export function settlement(queue, token, outcome) {
  let message;
  const check = (whileEnlisted) => {
    message = queue.lockedBy(token);
    if (message.enlisted && !whileEnlisted)
      throw messageLockLost();
  };
  const { apply, echo } = effectOf(queue, () => message, outcome);
  return {
    check: () => check(false),
    apply,
    echo,
    enlisted: () => {
      message.enlisted = true;
      return {
        check: () => check(true),
        apply,
        undo: () => {
          if (message.lock?.token === token || message.lock?.token.equals(token))
            message.enlisted = undefined;
        },
      };
    },
  };
}

function effectOf(queue, message, outcome) {
  switch (outcome?.constructor.composite_type) {
    case 'accepted':
      return { apply: () => queue.complete(message()), echo: accepted() };
    case 'released':
      return { apply: () => queue.release(message()), echo: outcomes.released().described() };
    case 'rejected': {
      const info = typedEntries(outcome.value[0]?.value?.[2]);
      const value = (name) => types.unwrap(info.find(([key]) => key === name)?.[1]);
      const rest = info.filter(([key]) => key !== 'DeadLetterReason' && key !== 'DeadLetterErrorDescription');
      return {
        apply: () => queue.deadLetter(message(), value('DeadLetterReason'), value('DeadLetterErrorDescription'), rest),
        echo: outcomes.rejected({}).described(),
      };
    }
    case 'modified': {
      const changes = typedEntries(outcome.value[2]);
      const echo = outcomes.modified({ undeliverable_here: outcome.undeliverable_here === true }).described();
      return outcome.undeliverable_here
        ? { apply: () => queue.defer(message(), changes), echo }
        : { apply: () => queue.abandon(message(), changes), echo };
    }
    default:
      throw new ServiceError(400, 'amqp:not-implemented', 'The outcome is not one that a message can be settled with.');
  }
}
