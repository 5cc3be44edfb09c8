// A store of messages under peek-lock: a queue, a subscription, or the dead letters of either.
import { clock } from './clock.mjs';
import { randomBytes } from 'node:crypto';
import { messageLockLost, messageNotFound } from './errors.mjs';
import { ACTIVE, DEFERRED, Message, SCHEDULED } from './message.mjs';
import { ReadyList } from './ready-list.mjs';
import { Sessions } from './sessions.mjs';
import { complete, milliseconds } from './settings.mjs';

export const DEAD_LETTER_SUFFIX = '/$DeadLetterQueue';

export class Queue {
  #messages = new Map(); // by sequence number, all that are here in whatever state
  #locked = new Map(); // by lock token in hex
  #ready = new Map(); // ready lists by session; the key undefined holds those without
  #scheduled = new Set();
  #seen = new Map(); // message ids of the duplicate window, and until when
  #nextSequence = 1;
  #consumers = [];
  #pumping = false;

  /** @param {string} path such as "q" or "t/Subscriptions/s" @param settings see settings.mjs @param {Queue} [deadLetterOf] */
  constructor(path, settings, timers, deadLetterOf) {
    this.path = path;
    this.timers = timers;
    this.sessions = new Sessions(this);
    this.createdAt = clock.now();
    this.deadLetterOf = deadLetterOf;
    this.counters = { enqueued: 0, duplicates: 0, deliveries: 0, completed: 0, abandoned: 0, deferrals: 0, deadLettered: 0, expired: 0, locksLost: 0 };
    this.update(settings);
    this.deadLetters = deadLetterOf ? undefined : new Queue(path + DEAD_LETTER_SUFFIX, settings, timers, this);
  }

  /** Takes new settings; messages that are here keep what they were given. */
  update(settings) {
    this.settings = complete(settings, this.path);
    this.updatedAt = clock.now();
    this.lockMs = milliseconds(this.settings.LockDuration);
    this.maxDeliveryCount = this.deadLetterOf ? Infinity : this.settings.MaxDeliveryCount;
    this.requiresSession = !this.deadLetterOf && this.settings.RequiresSession;
    this.deadLetters?.update(settings);
  }

  /** The queue, or the topic of a subscription: what may share a transaction. */
  get topLevel() {
    return this.path.replace(/\/(subscriptions\/|\$deadletterqueue).*$/i, '').toLowerCase();
  }

  // ---- coming in ----

  /** True when the id was seen within the window; else remembers it. */
  isDuplicate(message) {
    if (!this.settings.RequiresDuplicateDetection || this.deadLetterOf || message.messageId === undefined)
      return false;
    const now = clock.now();
    if (this.#seen.get(message.messageId) > now) {
      this.counters.duplicates++;
      return true;
    }
    this.#seen.set(message.messageId, now + milliseconds(this.settings.DuplicateDetectionHistoryTimeWindow));
    for (const [id, until] of this.#seen) {
      if (until > now)
        break;
      this.#seen.delete(id);
    }
    return false;
  }

  /** Gives the number that an accepted message will have; a scheduled one shows it before it is due. */
  reserveSequence() {
    return this.#nextSequence++;
  }

  /**
   * Accepts a message that nobody else holds. A duplicate is accepted and forgotten.
   * @returns {number} its sequence number
   */
  accept(message, sequence = this.reserveSequence()) {
    if (this.isDuplicate(message))
      return sequence;
    this.counters.enqueued++;
    message.sequence = message.enqueuedSequence = sequence;
    this.#messages.set(sequence, message);
    if (message.scheduledFor > clock.now()) {
      message.state = SCHEDULED;
      message.enqueuedAt = message.scheduledFor;
      this.#watchSchedule(message);
    } else {
      this.activate(message);
    }
    return sequence;
  }

  /** It is due: a subscription or queue offers it, a topic hands it on. */
  activate(message) {
    message.state = ACTIVE;
    message.enqueuedAt = clock.now();
    const ttl = Math.min(message.ttl ?? Infinity, milliseconds(this.settings.DefaultMessageTimeToLive));
    const absolute = message.ttl === undefined ? Number(message.properties.absoluteExpiryTime ?? Infinity) : Infinity;
    message.expiresAt = Math.min(message.enqueuedAt + ttl, absolute);
    this.#watchExpiry(message);
    this.#offer(message);
  }

  /** Takes in what the queue it belongs to could not deliver. */
  takeDeadLetter(message) {
    message.sequence = this.reserveSequence();
    message.state = ACTIVE;
    message.expiresAt = Infinity;
    this.counters.enqueued++;
    this.#messages.set(message.sequence, message);
    this.#offer(message);
  }

  // ---- going out ----

  /** @param {{wants: () => boolean, session?: string, deliver: (message: Message) => void}} consumer gets messages while it wants some */
  addConsumer(consumer) {
    this.#consumers.push(consumer);
    this.wake();
  }

  removeConsumer(consumer) {
    this.#consumers = this.#consumers.filter((other) => other !== consumer);
  }

  get consumerCount() {
    return this.#consumers.length;
  }

  /** Delivers what there is, soon: never inside the caller, who may be in the middle of a frame. */
  wake() {
    if (this.#pumping)
      return;
    this.#pumping = true;
    setImmediate(() => {
      this.#pumping = false;
      this.sessions.serveWaiting();
      this.#pump();
    });
  }

  /** Takes the next message under a lock; undefined when there is none. @param {string} [session] only of this session */
  lockNext(session) {
    const message = this.#next(session);
    if (message)
      this.lock(message, session);
    return message;
  }

  /** Takes the next message away, settled; undefined when there is none. */
  takeNext(session) {
    const message = this.#next(session);
    if (message) {
      this.counters.deliveries++;
      this.counters.completed++;
      this.#remove(message);
    }
    return message;
  }

  lock(message, session) {
    const until = session === undefined ? clock.now() + this.lockMs : this.sessions.lockOf(session).until;
    message.lock = { token: randomBytes(16), until, session };
    this.counters.deliveries++;
    this.#locked.set(message.lock.token.toString('hex'), message);
    this.#unready(message);
    if (session === undefined)
      this.#watchLock(message);
  }

  // ---- settling: the token tells which ----

  /** Whose lock this is. Throws when it is lost. */
  lockedBy(token) {
    const message = this.#locked.get(token.toString('hex'));
    if (!message)
      throw messageLockLost();
    return message;
  }

  complete(message) {
    this.counters.completed++;
    this.#remove(message);
  }

  abandon(message, changes = []) {
    this.counters.abandoned++;
    message.modify(changes);
    this.#unlock(message, true);
  }

  /** Gives it back as if it had never been delivered. */
  release(message) {
    this.#unlock(message, false);
  }

  defer(message, changes = []) {
    this.counters.deferrals++;
    message.modify(changes);
    this.#dropLock(message);
    message.deliveryCount++;
    message.state = DEFERRED;
  }

  deadLetter(message, reason, description, changes = []) {
    this.#remove(message);
    this.counters.deadLettered++;
    const letter = message.clone();
    letter.modify(changes);
    if (reason !== undefined && reason !== null)
      letter.modify([['DeadLetterReason', reason]]);
    if (description !== undefined && description !== null)
      letter.modify([['DeadLetterErrorDescription', description]]);
    letter.scheduledFor = 0;
    letter.deadLetterSource ??= this.path;
    (this.deadLetters ?? this).takeDeadLetter(letter);
  }

  renew(message) {
    message.lock.until = clock.now() + this.lockMs;
    return message.lock.until;
  }

  /** All locks are lost at once, those of sessions too. */
  loseLocks() {
    this.sessions.loseAll();
    for (const message of [...this.#locked.values()]) {
      this.counters.locksLost++;
      this.#unlock(message, true);
    }
  }

  /** A session is free again. @param {boolean} counts whether the deliveries of what was not settled count */
  releaseSession(id, counts) {
    for (const message of [...this.#locked.values()]) {
      if (message.lock.session === id) {
        this.counters.locksLost += counts ? 1 : 0;
        this.#unlock(message, counts);
      }
    }
    this.wake();
  }

  // ---- by number ----

  /** Messages from a sequence number on, in whatever state, without locking. */
  peek(from, count, session) {
    const found = [];
    const numbers = [...this.#messages.keys()].filter((number) => number >= from).sort((a, b) => a - b);
    for (const number of numbers) {
      const message = this.#messages.get(number);
      if (session !== undefined && message.sessionId !== session)
        continue;
      if (found.push(message) >= count)
        break;
    }
    return found;
  }

  /** Deferred messages by number. Throws when one is not there, deferred and free; then none is taken. */
  deferred(numbers) {
    return numbers.map((number) => {
      const message = this.#messages.get(number);
      if (message?.state !== DEFERRED || message.lock)
        throw messageNotFound();
      return message;
    });
  }

  /** Throws when one of them is not scheduled; then none is cancelled. */
  scheduled(numbers) {
    return numbers.map((number) => {
      const message = this.#messages.get(number);
      if (message?.state !== SCHEDULED)
        throw messageNotFound();
      return message;
    });
  }

  cancel(message) {
    this.#remove(message);
  }

  // ---- looking ----

  get counts() {
    const counts = { active: 0, deferred: 0, scheduled: 0, locked: this.#locked.size };
    for (const message of this.#messages.values())
      counts[['active', 'deferred', 'scheduled'][message.state]]++;
    return counts;
  }

  get sizeInBytes() {
    let size = 0;
    for (const message of this.#messages.values())
      size += message.size;
    return size;
  }

  get sessionIds() {
    return [...new Set([...[...this.#messages.values()].map((message) => message.sessionId).filter(Boolean), ...this.sessions.idsWithState])];
  }

  /** A session that has messages and is held by nobody; the one whose first message is oldest. */
  freeSession() {
    let best;
    for (const [id, list] of this.#ready) {
      if (id !== undefined && !this.sessions.isHeld(id) && (!best || list.first.sequence < best.list.first.sequence))
        best = { id, list };
    }
    return best?.id;
  }

  toJSON() {
    return {
      nextSequence: this.#nextSequence,
      messages: [...this.#messages.values()],
      seen: [...this.#seen],
      sessions: this.sessions,
      counters: this.counters,
      deadLetters: this.deadLetters,
    };
  }

  restore({ nextSequence, messages, seen, sessions, counters, deadLetters }) {
    this.#nextSequence = nextSequence;
    this.#seen = new Map(seen);
    this.sessions.restore(sessions);
    this.counters = counters;
    for (const kept of messages) {
      const message = Message.fromJSON({ ...kept, expiresAt: kept.expiresAt ?? Infinity });
      this.#messages.set(message.sequence, message);
      if (message.state === SCHEDULED)
        this.#watchSchedule(message);
      else
        this.#watchExpiry(message);
      if (message.lock) {
        this.#locked.set(message.lock.token.toString('hex'), message);
        this.#watchLock(message);
      } else if (message.state === ACTIVE) {
        this.#offer(message);
      }
    }
    if (deadLetters)
      this.deadLetters.restore(deadLetters);
  }

  // ---- inside ----

  #pump() {
    for (let progress = true; progress;) {
      progress = false;
      // A copy: a consumer may go while it is served.
      for (const consumer of [...this.#consumers]) {
        if (!this.#consumers.includes(consumer) || !consumer.wants())
          continue;
        const message = consumer.takes ? this.takeNext(consumer.session) : this.lockNext(consumer.session);
        if (!message)
          continue;
        consumer.deliver(message);
        progress = true;
      }
    }
    for (const consumer of this.#consumers)
      consumer.drained?.();
  }

  #key(message) {
    return this.requiresSession ? message.sessionId : undefined;
  }

  #offer(message) {
    const key = this.#key(message);
    if (!this.#ready.has(key))
      this.#ready.set(key, new ReadyList());
    this.#ready.get(key).add(message);
    this.wake();
  }

  #unready(message) {
    const key = this.#key(message);
    const list = this.#ready.get(key);
    list?.remove(message);
    if (list?.size === 0)
      this.#ready.delete(key);
  }

  #next(session) {
    for (;;) {
      const message = this.#ready.get(session)?.first;
      if (!message || message.expiresAt > clock.now())
        return message;
      this.#expire(message);
    }
  }

  #remove(message) {
    this.#dropLock(message);
    this.#messages.delete(message.sequence);
    this.#scheduled.delete(message);
    this.#unready(message);
  }

  #dropLock(message) {
    if (message.lock)
      this.#locked.delete(message.lock.token.toString('hex'));
    message.lock = undefined;
    message.enlisted = undefined;
  }

  #unlock(message, counts) {
    this.#dropLock(message);
    if (counts && ++message.deliveryCount >= this.maxDeliveryCount) {
      this.deadLetter(message, 'MaxDeliveryCountExceeded',
        `Message could not be consumed after ${this.maxDeliveryCount} delivery attempts.`);
    } else if (message.expiresAt <= clock.now()) {
      this.#expire(message);
    } else if (message.state === ACTIVE) {
      this.#offer(message);
    }
  }

  #expire(message) {
    this.counters.expired++;
    if (this.settings.DeadLetteringOnMessageExpiration)
      this.deadLetter(message, 'TTLExpiredException', 'The message expired and was dead lettered.');
    else
      this.#remove(message);
  }

  #watchLock(message) {
    const { lock } = message;
    this.timers.at(lock.until, () => {
      if (message.lock !== lock)
        return;
      if (lock.until > clock.now())
        return this.#watchLock(message);
      this.counters.locksLost++;
      this.#unlock(message, true);
    });
  }

  #watchExpiry(message) {
    if (!Number.isFinite(message.expiresAt))
      return;
    this.timers.at(message.expiresAt, () => {
      if (this.#messages.get(message.sequence) === message && !message.lock)
        this.#expire(message);
    });
  }

  #watchSchedule(message) {
    this.#scheduled.add(message);
    this.timers.at(message.scheduledFor, () => {
      if (!this.#scheduled.delete(message))
        return;
      this.#messages.delete(message.sequence);
      // An active message has a number of its own; the one it was scheduled under stays readable beside it.
      message.sequence = this.reserveSequence();
      this.#messages.set(message.sequence, message);
      this.activate(message);
    });
  }
}
