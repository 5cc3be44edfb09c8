// Entities as the XML descriptions of the administration API. The order of the elements is the service's: clients of data
// contracts read by it.
import { escape } from './atom.mjs';
import { CORRELATION_FIELDS } from './rules.mjs';

const CONNECT = 'http://schemas.microsoft.com/netservices/2010/10/servicebus/connect';
const COUNTS = 'http://schemas.microsoft.com/netservices/2011/06/servicebus';
const INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';
const SCHEMA = 'http://www.w3.org/2001/XMLSchema';
// As the correlation filter's elements name what rules.mjs calls otherwise.
const CORRELATION_ELEMENTS = {
  'correlation-id': 'CorrelationId', 'message-id': 'MessageId', to: 'To', 'reply-to': 'ReplyTo', label: 'Label', 'session-id': 'SessionId',
  'reply-to-session-id': 'ReplyToSessionId', 'content-type': 'ContentType',
};

export function queueXml(queue) {
  const { settings: s } = queue;
  return description('QueueDescription', [
    ['LockDuration', s.LockDuration], ['MaxSizeInMegabytes', s.MaxSizeInMegabytes],
    ['RequiresDuplicateDetection', s.RequiresDuplicateDetection], ['RequiresSession', s.RequiresSession],
    ['DefaultMessageTimeToLive', s.DefaultMessageTimeToLive], ['DeadLetteringOnMessageExpiration', s.DeadLetteringOnMessageExpiration],
    ['DuplicateDetectionHistoryTimeWindow', s.DuplicateDetectionHistoryTimeWindow], ['MaxDeliveryCount', s.MaxDeliveryCount],
    ['EnableBatchedOperations', s.EnableBatchedOperations], ['SizeInBytes', queue.sizeInBytes],
    ['MessageCount', messageCount(queue)], ['IsAnonymousAccessible', false], ['Status', s.Status], ['ForwardTo', s.ForwardTo],
    ['UserMetadata', s.UserMetadata], ...times(queue), ['SupportOrdering', true], countDetails(queue), ['AutoDeleteOnIdle', s.AutoDeleteOnIdle],
    ['EnablePartitioning', s.EnablePartitioning], ['EntityAvailabilityStatus', 'Available'],
    ['ForwardDeadLetteredMessagesTo', s.ForwardDeadLetteredMessagesTo], ['EnableExpress', false],
  ]);
}

export function topicXml(topic) {
  const { settings: s } = topic;
  return description('TopicDescription', [
    ['DefaultMessageTimeToLive', s.DefaultMessageTimeToLive], ['MaxSizeInMegabytes', s.MaxSizeInMegabytes],
    ['RequiresDuplicateDetection', s.RequiresDuplicateDetection],
    ['DuplicateDetectionHistoryTimeWindow', s.DuplicateDetectionHistoryTimeWindow], ['EnableBatchedOperations', s.EnableBatchedOperations],
    ['SizeInBytes', topic.sizeInBytes], ['FilteringMessagesBeforePublishing', false], ['IsAnonymousAccessible', false], ['Status', s.Status],
    ['UserMetadata', s.UserMetadata], ...times(topic), ['SupportOrdering', true], countDetails(topic),
    ['SubscriptionCount', topic.subscriptions.size], ['AutoDeleteOnIdle', s.AutoDeleteOnIdle], ['EnablePartitioning', s.EnablePartitioning],
    ['EntityAvailabilityStatus', 'Available'], ['EnableSubscriptionPartitioning', false], ['EnableExpress', false],
  ]);
}

export function subscriptionXml(subscription) {
  const { settings: s } = subscription;
  return description('SubscriptionDescription', [
    ['LockDuration', s.LockDuration], ['RequiresSession', s.RequiresSession], ['DefaultMessageTimeToLive', s.DefaultMessageTimeToLive],
    ['DeadLetteringOnMessageExpiration', s.DeadLetteringOnMessageExpiration], ['DeadLetteringOnFilterEvaluationExceptions', true],
    ['MessageCount', messageCount(subscription)], ['MaxDeliveryCount', s.MaxDeliveryCount], ['EnableBatchedOperations', s.EnableBatchedOperations],
    ['Status', s.Status], ['ForwardTo', s.ForwardTo], ...times(subscription), ['UserMetadata', s.UserMetadata], countDetails(subscription),
    ['AutoDeleteOnIdle', s.AutoDeleteOnIdle], ['EntityAvailabilityStatus', 'Available'],
    ['ForwardDeadLetteredMessagesTo', s.ForwardDeadLetteredMessagesTo],
  ]);
}

export function ruleXml({ name, filter, action, createdAt }) {
  const actionXml = action
    ? `<Action i:type="SqlRuleAction"><SqlExpression>${escape(action)}</SqlExpression><CompatibilityLevel>20</CompatibilityLevel></Action>`
    : '<Action i:type="EmptyRuleAction"/>';
  return `<RuleDescription xmlns="${CONNECT}" xmlns:i="${INSTANCE}">${filterXml(filter)}${actionXml}`
    + `<CreatedAt>${new Date(createdAt).toISOString()}</CreatedAt><Name>${escape(name)}</Name></RuleDescription>`;
}

/** Settings of a queue, topic or subscription, as settings.mjs takes them. @param value parsed, see atom.mjs */
export function settingsFromXml(value) {
  const settings = {};
  for (const [name, text] of Object.entries(value)) {
    if (typeof text === 'string' && !name.startsWith('@') && text !== '')
      settings[name] = text === 'true' || text === 'false' ? text === 'true' : text;
  }
  return settings;
}

export function ruleFromXml(value) {
  return { name: value.Name ?? '$Default', filter: filterFromXml(value.Filter ?? {}), action: value.Action?.SqlExpression };
}

function filterFromXml(value) {
  switch (value['@type']) {
    case 'SqlFilter': return { kind: 'sql', expression: value.SqlExpression };
    case 'FalseFilter': return { kind: 'false' };
    case 'CorrelationFilter': {
      const system = {};
      for (const field of CORRELATION_FIELDS) {
        if (value[CORRELATION_ELEMENTS[field]] !== undefined)
          system[field] = value[CORRELATION_ELEMENTS[field]];
      }
      const pairs = [value.Properties?.KeyValueOfstringanyType ?? []].flat();
      return { kind: 'correlation', system, properties: Object.fromEntries(pairs.map((pair) => [pair.Key, propertyValue(pair.Value)])) };
    }
    default: return { kind: 'true' };
  }
}

function propertyValue(value) {
  const text = typeof value === 'object' ? value['#'] ?? '' : value;
  const type = String(value?.['@type'] ?? '').replace(/^.*:/, '');
  if (['int', 'long', 'double', 'decimal', 'float'].includes(type))
    return Number(text);
  return type === 'boolean' ? text === 'true' : text;
}

function filterXml({ kind, system = {}, properties = {}, expression }) {
  const sql = (text) => `<SqlExpression>${escape(text)}</SqlExpression><CompatibilityLevel>20</CompatibilityLevel>`;
  switch (kind) {
    case 'true': return `<Filter i:type="TrueFilter">${sql('1=1')}</Filter>`;
    case 'false': return `<Filter i:type="FalseFilter">${sql('1=0')}</Filter>`;
    case 'sql': return `<Filter i:type="SqlFilter">${sql(expression)}</Filter>`;
    default: {
      const fields = Object.entries(system).map(([field, value]) => element([CORRELATION_ELEMENTS[field], value])).join('');
      const pairs = Object.entries(properties).map(([key, value]) => {
        const type = typeof value === 'number' ? (Number.isInteger(value) ? 'int' : 'double') : typeof value;
        return `<KeyValueOfstringanyType><Key>${escape(key)}</Key><Value i:type="d6p1:${type}" xmlns:d6p1="${SCHEMA}">${escape(value)}</Value></KeyValueOfstringanyType>`;
      }).join('');
      return `<Filter i:type="CorrelationFilter">${fields}<Properties>${pairs}</Properties></Filter>`;
    }
  }
}

function description(name, elements) {
  return `<${name} xmlns="${CONNECT}" xmlns:i="${INSTANCE}">${elements.map(element).join('')}</${name}>`;
}

function element(item) {
  if (typeof item === 'string')
    return item;
  const [name, value] = item;
  return value === undefined || value === null ? '' : `<${name}>${escape(value)}</${name}>`;
}

function times({ createdAt, updatedAt, accessedAt }) {
  return [['CreatedAt', createdAt], ['UpdatedAt', updatedAt], ['AccessedAt', accessedAt ?? updatedAt]]
    .map(([name, value]) => [name, new Date(value).toISOString()]);
}

function messageCount(store) {
  const { active, deferred, scheduled } = store.counts;
  return active + deferred + scheduled + store.deadLetters.counts.active;
}

function countDetails(store) {
  // Deferred and locked messages are active ones to the service.
  const { active, deferred, scheduled } = store.counts;
  const counts = [
    ['ActiveMessageCount', active + deferred], ['DeadLetterMessageCount', store.deadLetters.counts.active], ['ScheduledMessageCount', scheduled],
    ['TransferMessageCount', 0], ['TransferDeadLetterMessageCount', 0],
  ];
  return `<CountDetails xmlns:d2p1="${COUNTS}">${counts.map(([name, count]) => `<d2p1:${name}>${count}</d2p1:${name}>`).join('')}</CountDetails>`;
}
