// What goes wrong on demand, as a client sees it; and restarts.
import { strict as assert } from 'node:assert';
import { check, codeOf, eventually, message, pause, receive, receiveOne } from './harness.mjs';

const ALONE = { alone: true };

check('fault-cut-is-recovered-from', { queue: {} }, async (bus) => {
  const client = bus.client({ retries: 5 });
  const [sender, receiver] = [client.createSender(bus.name), client.createReceiver(bus.name)];
  await sender.sendMessages(message(1));
  assert.equal((await bus.broker.state()).connections.length, 1);
  await bus.broker.control({ do: 'cut' });
  await sender.sendMessages(message(2));
  assert.equal((await receive(receiver, 2)).length, 2);
  assert.equal((await bus.broker.state()).connectionsAccepted, 2);
}, ALONE);

check('fault-busy-is-told', { queue: {} }, async (bus) => {
  const sender = bus.sender();
  await sender.sendMessages(message(1));
  await bus.broker.control({ do: 'refuse', operation: 'send', entity: bus.name });
  assert.equal(await codeOf(sender.sendMessages(message(2))), 'ServiceBusy');
  await sender.sendMessages(message(3));
  assert.equal((await bus.broker.state()).entities[bus.name].active, 2);
}, ALONE);

check('fault-refusal-takes-any-condition', { queue: {} }, async (bus) => {
  await bus.broker.control({ do: 'refuse', operation: 'attach', condition: 'com.microsoft:entity-disabled', description: 'Closed.' });
  assert.equal(await codeOf(bus.sender().sendMessages(message(1))), 'MessagingEntityDisabled');
  await bus.broker.control({ do: 'refuse', operation: 'management', condition: 'com.microsoft:server-busy' });
  assert.equal(await codeOf(bus.receiver().peekMessages(1)), 'ServiceBusy');
  await bus.broker.control({ do: 'refuse', operation: 'put-token', condition: 'amqp:unauthorized-access', status: 401 });
  assert.equal(await codeOf(bus.client().createSender(bus.name).sendMessages(message(1))), 'UnauthorizedAccess');
}, ALONE);

check('fault-dropped-answer-leaves-it-open', { queue: {} }, async (bus) => {
  const sender = bus.client({ timeoutMs: 1500 }).createSender(bus.name);
  await sender.sendMessages(message(1));
  await bus.broker.control({ do: 'drop', operation: 'send' });
  assert.notEqual(await codeOf(sender.sendMessages(message(2))), 'no error');
  assert.equal((await bus.broker.state()).entities[bus.name].active, 2);
}, ALONE);

check('fault-dropped-settlement-leaves-it-open', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages(message(1));
  const receiver = bus.client({ timeoutMs: 1500 }).createReceiver(bus.name);
  const received = await receiveOne(receiver);
  await bus.broker.control({ do: 'drop', operation: 'settle', cut: true });
  assert.notEqual(await codeOf(receiver.completeMessage(received)), 'no error');
  assert.equal((await bus.broker.state()).entities[bus.name].completed, 1);
}, ALONE);

check('fault-delay', { queue: {} }, async (bus) => {
  const sender = bus.sender();
  await sender.sendMessages(message(1));
  await bus.broker.control({ do: 'delay', milliseconds: 700 });
  const startedAt = Date.now();
  await sender.sendMessages(message(2));
  assert.ok(Date.now() - startedAt >= 690);
  await bus.broker.control({ do: 'delay', milliseconds: 0 });
  await sender.sendMessages(message(3));
}, ALONE);

check('fault-black-hole', { queue: {} }, async (bus) => {
  const client = bus.client({ timeoutMs: 1500, retries: 5 });
  await client.createSender(bus.name).sendMessages(message(1));
  await bus.broker.control({ do: 'black-hole' });
  assert.notEqual(await codeOf(bus.client({ timeoutMs: 1500 }).createSender(bus.name).sendMessages(message(2))), 'no error');
  assert.equal((await bus.broker.state()).entities[bus.name].active, 1);
  await bus.broker.control({ do: 'heal' });
  await client.createSender(bus.name).sendMessages(message(3));
}, ALONE);

check('fault-stop-accepting', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages(message(1));
  await bus.broker.control({ do: 'stop-accepting' });
  assert.notEqual(await codeOf(bus.client({ timeoutMs: 1500 }).createSender(bus.name).sendMessages(message(2))), 'no error');
  await bus.broker.control({ do: 'heal' });
  await bus.client({ retries: 3 }).createSender(bus.name).sendMessages(message(3));
}, ALONE);

check('fault-lost-lock', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages(message(1));
  const receiver = bus.receiver();
  const received = await receiveOne(receiver);
  await bus.broker.control({ do: 'lose-locks', entity: bus.name });
  assert.equal(await codeOf(receiver.completeMessage(received)), 'MessageLockLost');
  assert.equal((await receiveOne(receiver)).deliveryCount, 1);
}, ALONE);

check('fault-lost-session-lock', { queue: { RequiresSession: true } }, async (bus) => {
  await bus.sender().sendMessages(message(1, { sessionId: 'A' }));
  const receiver = await bus.own.acceptSession(bus.name, 'A');
  const received = await receiveOne(receiver);
  await bus.broker.control({ do: 'lose-locks', entity: bus.name });
  await pause(200);
  assert.equal(await codeOf(receiver.completeMessage(received)), 'SessionLockLost');
}, ALONE);

check('fault-detach-is-recovered-from', { queue: {} }, async (bus) => {
  const client = bus.client({ retries: 3 });
  const seen = [];
  const subscription = client.createReceiver(bus.name).subscribe({
    processMessage: async ({ body }) => void seen.push(body), processError: async () => {},
  });
  const sender = client.createSender(bus.name);
  await sender.sendMessages(message(1));
  await eventually(() => seen.length === 1);
  await bus.broker.control({ do: 'detach', entity: bus.name });
  await sender.sendMessages(message(2));
  await eventually(() => seen.length === 2);
  await subscription.close();
}, ALONE);

check('fault-commands-are-checked', {}, async (bus) => {
  for (const command of [{ do: 'dance' }, {}, { do: 'refuse', operation: 'dance' }, { do: 'delay' }, { do: 'lose-locks', entity: 'nowhere' }])
    await assert.rejects(bus.broker.control(command), JSON.stringify(command));
}, ALONE);

check('counts-for-assertions', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages([message(1), message(2), message(3)]);
  const receiver = bus.receiver();
  const [one, two, three] = await receive(receiver, 3);
  await receiver.completeMessage(one);
  await receiver.abandonMessage(two);
  await receiver.deadLetterMessage(three);
  await receiveOne(receiver);
  const { active, locked, deadLetter, enqueued, deliveries, completed, abandoned } = (await bus.broker.state()).entities[bus.name];
  assert.deepEqual({ active, locked, deadLetter, enqueued, deliveries, completed, abandoned },
    { active: 1, locked: 1, deadLetter: 1, enqueued: 3, deliveries: 4, completed: 1, abandoned: 1 });
}, ALONE);

check('restart-keeps-everything', { queue: { LockDuration: 'PT2S' } }, async (bus) => {
  const sender = bus.sender();
  await sender.sendMessages([message('dead'), message('deferred'), message('locked'), message('free', { applicationProperties: { n: 1 } })]);
  await sender.scheduleMessages(message('scheduled'), new Date(Date.now() + 3000));
  const receiver = bus.receiver({ maxAutoLockRenewalDurationInMs: 0 });
  const [dead, deferred] = await receive(receiver, 3);
  await receiver.deadLetterMessage(dead, { deadLetterReason: 'why' });
  await receiver.deferMessage(deferred);
  await bus.broker.stop();
  assert.equal(await codeOf(fetch(`http://127.0.0.1:${bus.broker.port}/$control`)), 'TypeError', 'nothing listens');
  await bus.broker.startProcess();

  const after = bus.client({ retries: 3 });
  const again = after.createReceiver(bus.name);
  const received = await receive(again, 3);
  assert.deepEqual(received.map(({ body, deliveryCount }) => [body, deliveryCount]).sort(), [['free', 0], ['locked', 1], ['scheduled', 0]]);
  assert.equal(received.find(({ body }) => body === 'free').applicationProperties.n, 1);
  assert.equal((await again.receiveDeferredMessages([deferred.sequenceNumber]))[0].body, 'deferred');
  assert.equal((await receiveOne(after.createReceiver(bus.name, { subQueueType: 'deadLetter' }))).deadLetterReason, 'why');
}, ALONE);

check('restart-is-recovered-from', { queue: {} }, async (bus) => {
  const sender = bus.client({ retries: 3 }).createSender(bus.name);
  await sender.sendMessages(message(1));
  await bus.broker.stop();
  assert.notEqual(await codeOf(sender.sendMessages(message(2))), 'no error');
  await bus.broker.startProcess();
  await sender.sendMessages(message(3));
  await receive(bus.client({ retries: 3 }).createReceiver(bus.name), 2);
}, ALONE);
