// The administration API: ATOM entries over HTTP, as ServiceBusAdministrationClient speaks it.
import { MANAGE } from './access.mjs';
import { conflict, emptyFeed, entry, errorBody, feed, readEntry } from './atom.mjs';
import { queueXml, ruleFromXml, ruleXml, settingsFromXml, subscriptionXml, topicXml } from './descriptions.mjs';
import { ServiceError } from './errors.mjs';

const PAGE = 100;

/** @returns {{status: number, text?: string, type?: string}} */
export function administer(broker, request, body) {
  try {
    broker.faults.check('admin', '');
    const url = new URL(request.url, `http://${request.headers.host ?? 'localhost'}`);
    const path = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, '');
    authorize(broker, request, path);
    return route({ broker, url, path, method: request.method, update: request.headers['if-match'] !== undefined, body });
  } catch (error) {
    if (!(error instanceof ServiceError))
      return { status: 400, text: errorBody(400, error.message), type: 'application/xml' };
    return { status: error.status, text: errorBody(error.status, error.description), type: 'application/xml' };
  }
}

function authorize(broker, request, path) {
  const token = request.headers.authorization ?? request.headers.servicebusauthorization;
  if (!token)
    throw new ServiceError(401, '', 'MissingToken: The token is missing.');
  const bearer = /^Bearer\s+(.+)$/i.exec(token);
  const grant = bearer ? broker.keyring.verifyJwt(bearer[1]) : broker.keyring.verify(token);
  if (!grant.allows(MANAGE, path))
    throw new ServiceError(401, '', `Unauthorized access. 'Manage' claim(s) are required to perform this operation. Resource: '${path}'.`);
}

function route(call) {
  const [, listed] = /^\$Resources\/(queues|topics)$/i.exec(call.path) ?? [];
  if (listed)
    return list(call, listed.toLowerCase() === 'queues' ? call.broker.namespace.queues.map(queueOf) : call.broker.namespace.topics.map(topicOf), listed);
  if (/^\$namespaceinfo$/i.test(call.path))
    return namespaceInfo(call);
  const [, topicName, subscriptions, subscriptionName, rules, ruleName] =
    /^(.+?)\/(subscriptions)(?:\/([^/]+)(?:\/(rules)(?:\/([^/]+))?)?)?$/i.exec(call.path) ?? [];
  if (!subscriptions)
    return queueOrTopic(call);
  const topic = call.broker.namespace.topic(topicName);
  if (!topic)
    throw missing();
  if (!subscriptionName)
    return list(call, [...topic.subscriptions.values()].map(subscriptionOf), 'Subscriptions');
  const subscription = call.broker.namespace.subscription(topicName, subscriptionName);
  if (!rules)
    return oneSubscription(call, topicName, subscriptionName, subscription);
  if (!subscription)
    throw missing();
  return ruleName ? oneRule(call, subscription, ruleName) : list(call, subscription.rules.map(ruleOf(subscription)), 'Rules');
}

// ---- one thing as an entry ----

const queueOf = (queue) => ({ title: queue.path, path: queue.path, content: queueXml(queue), times: queue });
const topicOf = (topic) => ({ title: topic.path, path: topic.path, content: topicXml(topic), times: topic });
const subscriptionOf = (subscription) => ({
  title: subscription.name, path: subscription.path, content: subscriptionXml(subscription), times: subscription,
});
const ruleOf = (subscription) => (rule) => ({
  title: rule.name, path: `${subscription.path}/Rules/${rule.name}`, content: ruleXml(rule), times: rule,
});

function queueOrTopic({ broker, url, path, method, update, body }) {
  const { namespace } = broker;
  const found = namespace.queue(path) ? queueOf(namespace.queue(path)) : namespace.topic(path) && topicOf(namespace.topic(path));
  switch (method) {
    case 'GET': return found ? { status: 200, text: entry(url, found) } : { status: 200, text: emptyFeed(url) };
    case 'DELETE': return remove(namespace, path, found);
    case 'PUT': break;
    default: throw notAllowedHere();
  }
  const { kind, value } = readEntry(body);
  if (update && !found)
    throw missing();
  if (!update && found)
    throw conflict(path);
  const settings = settingsFromXml(value);
  if (kind === 'TopicDescription') {
    const topic = update ? namespace.topic(path) : namespace.createTopic(path, settings);
    topic.update(settings);
    return { status: update ? 200 : 201, text: entry(url, topicOf(topic)) };
  }
  const queue = update ? namespace.queue(path) : namespace.createQueue(path, settings);
  queue.update(settings);
  return { status: update ? 200 : 201, text: entry(url, queueOf(queue)) };
}

function oneSubscription({ broker, url, path, method, update, body }, topicName, name, found) {
  switch (method) {
    case 'GET': return found ? { status: 200, text: entry(url, subscriptionOf(found)) } : { status: 200, text: emptyFeed(url) };
    case 'DELETE': return remove(broker.namespace, path, found);
    case 'PUT': break;
    default: throw notAllowedHere();
  }
  const { value } = readEntry(body);
  if (update && !found)
    throw missing();
  if (!update && found)
    throw conflict(path);
  const settings = settingsFromXml(value);
  if (update) {
    found.update(settings);
    return { status: 200, text: entry(url, subscriptionOf(found)) };
  }
  const rules = value.DefaultRuleDescription ? [ruleFromXml(value.DefaultRuleDescription)] : [];
  return { status: 201, text: entry(url, subscriptionOf(broker.namespace.createSubscription(topicName, name, settings, rules))) };
}

function oneRule({ url, path, method, update, body }, subscription, name) {
  const found = subscription.rule(name);
  switch (method) {
    case 'GET': return found ? { status: 200, text: entry(url, ruleOf(subscription)(found)) } : { status: 200, text: emptyFeed(url) };
    case 'DELETE':
      if (!found)
        throw missing();
      subscription.removeRule(name);
      return { status: 200 };
    case 'PUT': break;
    default: throw notAllowedHere();
  }
  if (update && !found)
    throw missing();
  if (!update && found)
    throw conflict(path);
  subscription.replaceRule({ ...ruleFromXml(readEntry(body).value), name });
  return { status: update ? 200 : 201, text: entry(url, ruleOf(subscription)(subscription.rule(name))) };
}

function remove(namespace, path, found) {
  if (!found)
    throw missing();
  namespace.delete(path);
  return { status: 200 };
}

function list({ url, method }, items, title) {
  if (method !== 'GET')
    throw notAllowedHere();
  const skip = Number(url.searchParams.get('$skip') ?? 0);
  const top = Number(url.searchParams.get('$top') ?? PAGE);
  const next = new URL(url);
  next.searchParams.set('$skip', String(skip + top));
  next.searchParams.set('$top', String(top));
  const page = feed(url, title, items.slice(skip, skip + top), items.length > skip + top ? next.href : undefined);
  return { status: 200, text: page, type: 'application/atom+xml;type=feed;charset=utf-8' };
}

function namespaceInfo({ url, broker }) {
  const times = { createdAt: broker.startedAt, updatedAt: broker.startedAt };
  const content = '<NamespaceInfo xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect">'
    + `<CreatedTime>${new Date(broker.startedAt).toISOString()}</CreatedTime><MessagingSKU>Standard</MessagingSKU>`
    + `<ModifiedTime>${new Date(broker.startedAt).toISOString()}</ModifiedTime><Name>test-broker</Name>`
    + '<NamespaceType>Messaging</NamespaceType></NamespaceInfo>';
  return { status: 200, text: entry(url, { title: 'test-broker', path: '$namespaceinfo', content, times }) };
}

function missing() {
  return new ServiceError(404, 'amqp:not-found', 'No service is hosted at the specified address.');
}

function notAllowedHere() {
  return new ServiceError(405, '', 'The specified HTTP verb is not valid here.');
}
