// The entities of one namespace, by path; paths ignore case, as the service does.
import { ServiceError, VENDOR } from './errors.mjs';
import { DEAD_LETTER_SUFFIX, Queue } from './queue.mjs';
import { Timers } from './timers.mjs';
import { Subscription, Topic } from './topic.mjs';

const key = (path) => path.toLowerCase();
const NAME = /^[A-Za-z0-9][\w./~-]{0,258}$/;

export class Namespace {
  #queues = new Map();
  #topics = new Map();
  timers = new Timers();

  /** @param config as the Service Bus emulator's file has it: UserConfig.Namespaces[].Queues[] and Topics[] */
  static fromConfig(config) {
    const namespace = new Namespace();
    for (const { Queues = [], Topics = [] } of config?.UserConfig?.Namespaces ?? []) {
      for (const { Name, Properties } of Queues)
        namespace.createQueue(Name, Properties);
      for (const { Name, Properties, Subscriptions = [] } of Topics) {
        namespace.createTopic(Name, Properties);
        for (const subscription of Subscriptions)
          namespace.createSubscription(Name, subscription.Name, subscription.Properties, (subscription.Rules ?? []).map(ruleFromConfig));
      }
    }
    return namespace;
  }

  get queues() {
    return [...this.#queues.values()];
  }

  get topics() {
    return [...this.#topics.values()];
  }

  /** Everything that holds messages for receivers, dead letters apart. */
  get stores() {
    return [...this.queues, ...this.topics.flatMap((topic) => [...topic.subscriptions.values()])];
  }

  createQueue(name, settings) {
    this.#mustBeFree(name);
    const queue = new Queue(name, settings, this.timers);
    this.#queues.set(key(name), queue);
    return queue;
  }

  createTopic(name, settings) {
    this.#mustBeFree(name);
    const topic = new Topic(name, settings, this.timers);
    this.#topics.set(key(name), topic);
    return topic;
  }

  createSubscription(topicName, name, settings, rules) {
    const topic = this.topic(topicName);
    if (!topic)
      throw new ServiceError(404, 'amqp:not-found', `The messaging entity '${topicName}' could not be found.`);
    if (topic.subscriptions.has(key(name)))
      throw alreadyExists(`${topicName}/Subscriptions/${name}`);
    const subscription = new Subscription(topic, name, settings, rules, this.timers);
    topic.subscriptions.set(key(name), subscription);
    return subscription;
  }

  queue(name) {
    return this.#queues.get(key(name));
  }

  topic(name) {
    return this.#topics.get(key(name));
  }

  subscription(topicName, name) {
    return this.topic(topicName)?.subscriptions.get(key(name));
  }

  /** What a receiver's address names: a queue, a subscription, or the dead letters of one. */
  receivable(path) {
    if (key(path).endsWith(key(DEAD_LETTER_SUFFIX)))
      return this.receivable(path.slice(0, -DEAD_LETTER_SUFFIX.length))?.deadLetters;
    const [, topic, subscription] = /^(.+)\/subscriptions\/([^/]+)$/i.exec(path) ?? [];
    return topic ? this.subscription(topic, subscription) : this.queue(path);
  }

  /** What a sender's address names: a queue or a topic. */
  sendable(path) {
    return this.queue(path) ?? this.topic(path);
  }

  delete(path) {
    const [, topic, subscription] = /^(.+)\/subscriptions\/([^/]+)$/i.exec(path) ?? [];
    return topic
      ? this.topic(topic)?.subscriptions.delete(key(subscription)) ?? false
      : this.#queues.delete(key(path)) || this.#topics.delete(key(path));
  }

  toJSON() {
    return {
      topics: this.topics.map((topic) => ({ name: topic.path, settings: topic.settings, store: topic })),
      queues: this.queues.map((queue) => ({ name: queue.path, settings: queue.settings, store: queue })),
      subscriptions: this.topics.flatMap((topic) => [...topic.subscriptions.values()]).map((subscription) => ({
        topic: subscription.topic.path,
        name: subscription.name,
        settings: subscription.settings,
        rules: subscription.rules.map(({ name, filter, action }) => ({ name, filter, action })),
        store: subscription,
      })),
    };
  }

  /** Takes over what another run left: its entities replace those of the configuration. */
  restore(state) {
    this.#queues.clear();
    this.#topics.clear();
    for (const { name, settings, store } of state.queues)
      this.createQueue(name, settings).restore(store);
    for (const { name, settings } of state.topics)
      this.createTopic(name, settings);
    for (const { topic, name, settings, rules, store } of state.subscriptions)
      this.createSubscription(topic, name, settings, rules).restore(store);
    // Last: what is due meanwhile goes to subscriptions that are there.
    for (const { name, store } of state.topics)
      this.topic(name).restore(store);
  }

  #mustBeFree(name) {
    if (!NAME.test(name ?? ''))
      throw new ServiceError(400, 'amqp:invalid-field', `'${name}' is not a name for an entity.`);
    if (this.#queues.has(key(name)) || this.#topics.has(key(name)))
      throw alreadyExists(name);
  }
}

function alreadyExists(path) {
  return new ServiceError(409, `${VENDOR}entity-already-exists`, `The messaging entity '${path}' already exists.`);
}

/** A rule as the emulator's file has it. */
function ruleFromConfig({ Name, Properties = {} }) {
  const { FilterType, CorrelationFilter = {}, SqlFilter, Action } = Properties;
  if (FilterType === 'Sql')
    return { name: Name, filter: { kind: 'sql', expression: SqlFilter?.SqlExpression ?? SqlFilter }, action: Action?.SqlExpression };
  const { Properties: properties = {}, ...fields } = CorrelationFilter;
  const system = {};
  for (const [field, value] of Object.entries(fields))
    system[field.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase()] = value;
  if (system.subject !== undefined) {
    system.label = system.subject;
    delete system.subject;
  }
  return { name: Name, filter: { kind: 'correlation', system, properties } };
}
