// Who holds which session of one entity, until when, and what state it keeps.
import { clock } from './clock.mjs';
import { sessionCannotBeLocked, sessionLockLost, timedOut } from './errors.mjs';

export class Sessions {
  #queue;
  #held = new Map();
  #states = new Map();
  #waiting = [];

  constructor(queue) {
    this.#queue = queue;
  }

  get heldCount() {
    return this.#held.size;
  }

  isHeld(id) {
    return this.#held.has(id);
  }

  /** The lock on a session. Throws when nobody holds it. @returns {{id: string, until: number, lost: (error: Error) => void}} */
  lockOf(id) {
    const lock = this.#held.get(id);
    if (!lock)
      throw sessionLockLost();
    return lock;
  }

  /**
   * Gives the session to whoever asks, or the next one that has messages.
   * @param {string | null} id null: the next that is free
   * @param {{granted: (lock: object) => void, refused: (error: Error) => void, lost: (error: Error) => void}} asker
   * @param {number} withinMs how long it waits for a next one
   * @returns {() => void} takes the wish back
   */
  accept(id, asker, withinMs) {
    if (id !== null) {
      if (this.#held.has(id))
        asker.refused(sessionCannotBeLocked(id));
      else
        this.#grant(id, asker);
      return () => {};
    }
    const waiter = { asker };
    waiter.timer = setTimeout(() => {
      this.#forget(waiter);
      asker.refused(timedOut());
    }, withinMs);
    this.#waiting.push(waiter);
    this.serveWaiting();
    return () => this.#forget(waiter);
  }

  /** Called when messages came or sessions went: gives free sessions to those who wait. */
  serveWaiting() {
    while (this.#waiting.length > 0) {
      const id = this.#queue.freeSession();
      if (id === undefined)
        return;
      const waiter = this.#waiting[0];
      this.#forget(waiter);
      this.#grant(id, waiter.asker);
    }
  }

  renew(id) {
    const lock = this.lockOf(id);
    lock.until = clock.now() + this.#queue.lockMs;
    return lock.until;
  }

  /** The receiver gives it back, or its link went: what it had not settled returns with its delivery count as it was. */
  release(lock) {
    if (this.#held.get(lock.id) !== lock)
      return;
    this.#held.delete(lock.id);
    this.#queue.releaseSession(lock.id, false);
    this.serveWaiting();
  }

  /** Takes locks away, as the service does when they expire. */
  lose(lock) {
    if (this.#held.get(lock.id) !== lock)
      return;
    this.#held.delete(lock.id);
    lock.lost(sessionLockLost());
    this.#queue.releaseSession(lock.id, true);
    this.serveWaiting();
  }

  loseAll() {
    for (const lock of [...this.#held.values()])
      this.lose(lock);
  }

  stateOf(id) {
    return this.#states.get(id);
  }

  /** @param {Buffer | undefined} state undefined: none */
  setState(id, state) {
    if (state === undefined)
      this.#states.delete(id);
    else
      this.#states.set(id, state);
  }

  get idsWithState() {
    return [...this.#states.keys()];
  }

  toJSON() {
    return [...this.#states].map(([id, state]) => [id, state.toString('base64')]);
  }

  restore(states) {
    for (const [id, state] of states)
      this.#states.set(id, Buffer.from(state, 'base64'));
  }

  #grant(id, asker) {
    const lock = { id, until: clock.now() + this.#queue.lockMs, lost: asker.lost };
    this.#held.set(id, lock);
    this.#watch(lock);
    asker.granted(lock);
  }

  #watch(lock) {
    this.#queue.timers.at(lock.until, () => {
      if (this.#held.get(lock.id) !== lock)
        return;
      if (lock.until <= clock.now())
        this.lose(lock);
      else
        this.#watch(lock);
    });
  }

  #forget(waiter) {
    clearTimeout(waiter.timer);
    this.#waiting = this.#waiting.filter((other) => other !== waiter);
  }
}
