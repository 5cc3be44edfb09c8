// A topic: hands each message to the subscriptions whose rules take it. Only scheduled messages stay with it.
import { clock } from './clock.mjs';
import { ServiceError, VENDOR } from './errors.mjs';
import { Queue } from './queue.mjs';
import { DEFAULT_RULE, compile, trueFilter } from './rules.mjs';

export class Topic extends Queue {
  subscriptions = new Map(); // by name in lower case

  activate(message) {
    this.cancel(message);
    for (const subscription of this.subscriptions.values()) {
      if (subscription.takesMessage(message))
        subscription.accept(Object.assign(message.clone(), { scheduledFor: 0 }));
    }
  }
}

export class Subscription extends Queue {
  #rules = new Map(); // by name

  /** @param {{name: string, filter: object, action?: string}[]} rules none: the default, which takes everything */
  constructor(topic, name, settings, rules, timers) {
    super(`${topic.path}/Subscriptions/${name}`, settings, timers);
    this.topic = topic;
    this.name = name;
    for (const rule of rules?.length > 0 ? rules : [{ name: DEFAULT_RULE, filter: trueFilter() }])
      this.addRule(rule);
  }

  get rules() {
    return [...this.#rules.values()];
  }

  rule(name) {
    return this.#rules.get(name);
  }

  takesMessage(message) {
    return this.rules.some((rule) => rule.matches(message));
  }

  addRule({ name, filter, action }) {
    if (this.#rules.has(name))
      throw new ServiceError(409, `${VENDOR}entity-already-exists`, `The messaging entity '${this.path}|${name}' already exists.`);
    this.replaceRule({ name, filter, action });
  }

  replaceRule({ name, filter, action }) {
    let matches;
    try {
      matches = compile(filter);
    } catch (error) {
      throw new ServiceError(400, 'amqp:invalid-field', error.message);
    }
    this.#rules.set(name, { name, filter, action, matches, createdAt: this.#rules.get(name)?.createdAt ?? clock.now() });
  }

  removeRule(name) {
    if (!this.#rules.delete(name))
      throw new ServiceError(404, `${VENDOR}message-not-found`, `The rule '${name}' could not be found on '${this.path}'.`);
  }
}
