// What goes wrong on demand. Rules are counted down as they strike; the rest stays until reset.
import { ServiceError, VENDOR } from './errors.mjs';

/** What a rule can be about. */
export const OPERATIONS = ['connect', 'put-token', 'attach', 'send', 'settle', 'management', 'transaction', 'admin'];

export class Faults {
  constructor() {
    this.reset();
  }

  reset() {
    this.rules = [];
    this.delayMs = 0;
    this.blackHole = false;
    this.accepting = true;
  }

  /**
   * @param {{kind: 'refuse' | 'drop', operation?: string, entity?: string, count?: number, condition?: string,
   *   description?: string, status?: number, cut?: boolean}} rule operation, entity: all unless given
   */
  add({ kind, operation, entity, count = 1, condition = `${VENDOR}server-busy`, description, status = 503, cut = false }) {
    if (operation !== undefined && !OPERATIONS.includes(operation))
      throw new ServiceError(400, 'amqp:invalid-field', `operation is "${operation}", not one of ${OPERATIONS.join(', ')}`);
    if (!Number.isInteger(count) || count < 1)
      throw new ServiceError(400, 'amqp:invalid-field', 'count must be a whole number from 1');
    this.rules.push({
      kind, operation, entity: entity?.toLowerCase(), count, cut, status, condition,
      description: description ?? 'The request was terminated because the entity is being throttled. Please wait 4 seconds and try again.',
    });
  }

  /** Throws when a rule refuses it. */
  check(operation, path) {
    const rule = this.#strike('refuse', operation, path);
    if (rule)
      throw new ServiceError(rule.status, rule.condition, rule.description);
  }

  /** A rule that keeps the answer back, once the work is done: the other side does not learn how it ended. */
  drops(operation, path) {
    return this.#strike('drop', operation, path);
  }

  #strike(kind, operation, path) {
    const rule = this.rules.find((candidate) => candidate.kind === kind
      && (candidate.operation === undefined || candidate.operation === operation)
      && (candidate.entity === undefined || candidate.entity === path.toLowerCase()));
    if (rule && --rule.count === 0)
      this.rules = this.rules.filter((other) => other !== rule);
    return rule;
  }
}
