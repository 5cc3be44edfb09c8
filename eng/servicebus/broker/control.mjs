// POST /$control: one command as JSON; GET /$control: what the broker holds and has done.
import { clock } from './clock.mjs';
import { ServiceError, VENDOR } from './errors.mjs';

/** Each takes the command's object. README.md says what they do and take. */
const COMMANDS = {
  cut: ({ broker, command }) => chosen(broker, command).forEach((peer) => peer.wire.cut()),
  'black-hole': ({ broker, command }) => {
    broker.faults.blackHole = command.new !== false;
    chosen(broker, command).forEach((peer) => peer.wire.silence());
  },
  heal: ({ broker }) => {
    broker.faults.reset();
    // What was swallowed cannot be made up for: such a connection has no future.
    broker.server.peers.filter((peer) => peer.wire.isSilent).forEach((peer) => peer.wire.cut());
  },
  delay: ({ broker, command }) => (broker.faults.delayMs = whole(command.milliseconds, 'milliseconds')),
  refuse: ({ broker, command }) => broker.faults.add({ ...command, kind: 'refuse' }),
  drop: ({ broker, command }) => broker.faults.add({ ...command, kind: 'drop' }),
  'stop-accepting': ({ broker, command }) => {
    broker.faults.accepting = false;
    if (command.cut !== false)
      broker.server.peers.forEach((peer) => peer.wire.cut());
  },
  'lose-locks': ({ broker, command }) => storesOf(broker, command.entity).forEach((store) => store.loseLocks()),
  detach: ({ broker, command }) => detach(broker, command),
  clock: ({ broker, command }) => {
    clock.standAt(whole(command.at, 'at'));
    broker.namespace.timers.runDue();
  },
  'expire-tokens': ({ broker, command }) => chosen(broker, command).forEach((peer) => peer.expireTokens()),
};

/** Does what a command says and returns the state after it. Throws a ServiceError with status 400 when it makes no sense. */
export function control(broker, text) {
  let command;
  try {
    command = JSON.parse(text);
  } catch (error) {
    throw new ServiceError(400, 'amqp:invalid-field', `The command is not JSON: ${error.message}`);
  }
  const run = Object.hasOwn(COMMANDS, command?.do ?? '') ? COMMANDS[command.do] : undefined;
  if (!run)
    throw new ServiceError(400, 'amqp:invalid-field', `do is "${command?.do}", not one of ${Object.keys(COMMANDS).join(', ')}`);
  run({ broker, command });
  return state(broker);
}

export function state(broker) {
  const { faults, namespace, server, transactions } = broker;
  return {
    connections: server.peers.map((peer) => ({ id: peer.id, client: peer.connection.container_id, links: peer.links.length })),
    faults: { rules: faults.rules, delayMs: faults.delayMs, blackHole: faults.blackHole, accepting: faults.accepting },
    openTransactions: transactions.openCount,
    connectionsAccepted: server.accepted,
    entities: Object.fromEntries(namespace.stores.map((store) => [store.path, stateOf(store)])),
    topics: Object.fromEntries(namespace.topics.map((topic) => [topic.path, { scheduled: topic.counts.scheduled, ...topic.counters }])),
  };
}

function stateOf(store) {
  const { active, deferred, scheduled, locked } = store.counts;
  return {
    active, deferred, scheduled, locked, deadLetter: store.deadLetters.counts.active, receivers: store.consumerCount,
    heldSessions: store.sessions.heldCount, ...store.counters,
  };
}

/** The connections a command is about: the one it names, else the first `count`, else all. */
function chosen(broker, { connection, count }) {
  const { peers } = broker.server;
  if (connection !== undefined)
    return peers.filter((peer) => peer.id === connection);
  return count === undefined ? peers : peers.slice(0, whole(count, 'count'));
}

function storesOf(broker, path) {
  if (path === undefined)
    return broker.namespace.stores;
  const store = broker.namespace.receivable(path);
  if (!store)
    throw new ServiceError(400, 'amqp:not-found', `there is no entity "${path}"`);
  return [store];
}

function detach(broker, { entity, condition = 'amqp:link:detach-forced', description = 'The link is force detached by the broker.' }) {
  for (const peer of broker.server.peers) {
    for (const { link, role } of peer.links) {
      if (role.right && (entity === undefined || role.path.toLowerCase() === entity.toLowerCase()))
        peer.detach(link, new ServiceError(500, condition.includes(':') ? condition : VENDOR + condition, description));
    }
  }
}

function whole(value, name) {
  if (!Number.isInteger(value) || value < 0)
    throw new ServiceError(400, 'amqp:invalid-field', `${name} must be a whole number from 0`);
  return value;
}
