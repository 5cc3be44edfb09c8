// Keys, tokens, rights and names.
import { strict as assert } from 'node:assert';
import { createHmac } from 'node:crypto';
import { LISTEN_ONLY, check, codeOf, eventually, message, receiveOne } from './harness.mjs';

function sas(resource, keyName, key, expiresInSeconds) {
  const sr = encodeURIComponent(resource);
  const se = Math.floor(Date.now() / 1000) + expiresInSeconds;
  const sig = encodeURIComponent(createHmac('sha256', key).update(`${sr}\n${se}`).digest('base64'));
  return `SharedAccessSignature sr=${sr}&sig=${sig}&se=${se}&skn=${keyName}`;
}

const withToken = (bus, token) =>
  `Endpoint=sb://localhost:${bus.broker.port};SharedAccessSignature=${token};UseDevelopmentEmulator=true`;

check('wrong-key-is-refused', { queue: {} }, async (bus) => {
  const client = bus.client({ connection: bus.broker.connectionString(undefined, 'wrong') });
  assert.equal(await codeOf(client.createSender(bus.name).sendMessages(message('x'))), 'UnauthorizedAccess');
});

check('unknown-key-is-refused', { queue: {} }, async (bus) => {
  const client = bus.client({ connection: bus.broker.connectionString('nobody') });
  assert.equal(await codeOf(client.createReceiver(bus.name).peekMessages(1)), 'UnauthorizedAccess');
});

check('expired-token-is-refused', { queue: {} }, async (bus) => {
  const token = sas(`sb://localhost/${bus.name}`, 'RootManageSharedAccessKey', 'SAS_KEY_VALUE', -10);
  const client = bus.client({ connection: withToken(bus, token) });
  assert.equal(await codeOf(client.createSender(bus.name).sendMessages(message('x'))), 'UnauthorizedAccess');
});

check('token-of-another-entity-is-refused', { queue: {} }, async (bus) => {
  const token = sas('sb://localhost/elsewhere', 'RootManageSharedAccessKey', 'SAS_KEY_VALUE', 600);
  const client = bus.client({ connection: withToken(bus, token) });
  assert.equal(await codeOf(client.createSender(bus.name).sendMessages(message('x'))), 'UnauthorizedAccess');
});

check('token-of-the-entity-suffices', { queue: {} }, async (bus) => {
  const token = sas(`sb://localhost/${bus.name}`, 'RootManageSharedAccessKey', 'SAS_KEY_VALUE', 600);
  await bus.client({ connection: withToken(bus, token) }).createSender(bus.name).sendMessages(message('x'));
  assert.equal((await receiveOne(bus.receiver())).body, 'x');
});

check('listen-key-cannot-send', { queue: {} }, async (bus) => {
  const client = bus.client({ connection: bus.broker.connectionString(LISTEN_ONLY.KeyName, LISTEN_ONLY.Key) });
  assert.equal(await codeOf(client.createSender(bus.name).sendMessages(message('x'))), 'UnauthorizedAccess');
  await bus.sender().sendMessages(message('y'));
  assert.equal((await receiveOne(client.createReceiver(bus.name))).body, 'y');
});

check('expired-token-detaches', { queue: {} }, async (bus) => {
  const errors = [];
  const token = sas(`sb://localhost/${bus.name}`, 'RootManageSharedAccessKey', 'SAS_KEY_VALUE', 3);
  const receiver = bus.client({ connection: withToken(bus, token) }).createReceiver(bus.name);
  const subscription = receiver.subscribe({ processMessage: async () => {}, processError: async ({ error }) => void errors.push(error.code) });
  await eventually(() => errors.includes('UnauthorizedAccess'), 15_000);
  await subscription.close();
}, { alone: true });

check('unknown-host-is-refused', { queue: {} }, async (bus) => {
  const connection = `Endpoint=sb://other.example;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE`;
  const client = bus.client({ connection, customEndpointAddress: `sb://localhost:${bus.broker.tlsPort}` });
  assert.notEqual(await codeOf(client.createSender(bus.name).sendMessages(message('x'))), 'no error');
});
