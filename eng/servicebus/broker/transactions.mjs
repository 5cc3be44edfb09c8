// Transactions (AMQP 1.0, part 4): work is kept until its discharge, then done as a whole or not at all.
import { clock } from './clock.mjs';
import { randomBytes } from 'node:crypto';
import { notAllowed, transactionRolledBack, transactionUnknown } from './errors.mjs';

/** As long as the service keeps one. */
const LIMIT_MS = 120_000;

export class Transactions {
  #open = new Map();
  #timers;

  constructor(timers) {
    this.#timers = timers;
  }

  get openCount() {
    return this.#open.size;
  }

  /** @param owner the link that declared it: it ends with that @returns {Buffer} its id */
  declare(owner) {
    const id = randomBytes(16);
    this.#open.set(id.toString('hex'), { owner, work: [], place: undefined });
    this.#timers.at(clock.now() + LIMIT_MS, () => this.#rollBack(id.toString('hex')));
    return id;
  }

  /**
   * Adds work to a transaction. Throws when it is unknown, or the work is on another entity than what is in it already:
   * only links of one AMQP session may go beyond an entity, which is how clients ask for cross-entity transactions.
   * @param {Buffer} id
   * @param {{entity: string, session?: object}} place the queue or topic that the work is on, and the session of its link
   * @param {{check: () => void, apply: () => void, undo?: () => void}} work check throws when it cannot be done any more
   */
  enlist(id, place, work) {
    const transaction = this.#open.get(id.toString('hex'));
    if (!transaction)
      throw transactionUnknown();
    transaction.place ??= place;
    const { entity, session } = transaction.place;
    if (entity !== place.entity && (session === undefined || session !== place.session)) {
      throw notAllowed(`Transactions that span entities need cross-entity transactions: this one is on '${entity}', and the operation on '${place.entity}'.`);
    }
    transaction.work.push(work);
  }

  /** Does all of it, or throws and does none. */
  commit(id) {
    const transaction = this.#take(id);
    try {
      transaction.work.forEach((work) => work.check());
    } catch (error) {
      transaction.work.forEach((work) => work.undo?.());
      throw transactionRolledBack(`The transaction was rolled back: ${error.description ?? error.message}`);
    }
    transaction.work.forEach((work) => work.apply());
  }

  rollBack(id) {
    this.#take(id).work.forEach((work) => work.undo?.());
  }

  /** Rolls back what a link declared and did not discharge. */
  forget(owner) {
    for (const [key, transaction] of this.#open) {
      if (transaction.owner === owner)
        this.#rollBack(key);
    }
  }

  #take(id) {
    const key = id.toString('hex');
    const transaction = this.#open.get(key);
    if (!transaction)
      throw transactionUnknown();
    this.#open.delete(key);
    return transaction;
  }

  #rollBack(key) {
    const transaction = this.#open.get(key);
    this.#open.delete(key);
    transaction?.work.forEach((work) => work.undo?.());
  }
}
