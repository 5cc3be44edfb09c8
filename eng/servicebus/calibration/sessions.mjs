// Sessions: one holder at a time, in order, with a state.
import { strict as assert } from 'node:assert';
import { check, codeOf, message, pause, receive, receiveOne } from './harness.mjs';

const SESSIONS = { queue: { RequiresSession: true } };
const SHORT = { queue: { RequiresSession: true, LockDuration: 'PT2S' } };
const inSession = (sessionId, body) => message(body, { sessionId });

check('session-by-id-in-order', SESSIONS, async (bus) => {
  await bus.sender().sendMessages([inSession('A', 1), inSession('B', 2), inSession('A', 3)]);
  const receiver = await bus.own.acceptSession(bus.name, 'A');
  assert.equal(receiver.sessionId, 'A');
  const received = await receive(receiver, 2);
  assert.deepEqual(received.map(({ body, sessionId }) => [body, sessionId]), [[1, 'A'], [3, 'A']]);
  for (const one of received)
    await receiver.completeMessage(one);
  assert.equal((await receiver.receiveMessages(1, { maxWaitTimeInMs: 300 })).length, 0);
});

check('session-next-available', SESSIONS, async (bus) => {
  await bus.sender().sendMessages([inSession('A', 1), inSession('B', 2)]);
  const ids = [(await bus.own.acceptNextSession(bus.name)).sessionId, (await bus.own.acceptNextSession(bus.name)).sessionId];
  assert.deepEqual(ids, ['A', 'B']);
});

check('session-wait-is-served', SESSIONS, async (bus) => {
  const waiting = bus.own.acceptNextSession(bus.name);
  await pause(300);
  await bus.sender().sendMessages(inSession('late', 1));
  const receiver = await waiting;
  assert.equal(receiver.sessionId, 'late');
  assert.equal((await receiveOne(receiver)).body, 1);
});

check('session-wait-times-out', SESSIONS, async (bus) => {
  const code = await codeOf(bus.client({ timeoutMs: 2500 }).acceptNextSession(bus.name));
  assert.ok(['ServiceTimeout', 'ServiceCommunicationProblem'].includes(code), code);
});

check('session-held-is-refused', SESSIONS, async (bus) => {
  const receiver = await bus.own.acceptSession(bus.name, 'A');
  assert.equal(await codeOf(bus.client().acceptSession(bus.name, 'A')), 'SessionCannotBeLocked');
  await receiver.close();
  await bus.client().acceptSession(bus.name, 'A');
});

check('session-state', SESSIONS, async (bus) => {
  const receiver = await bus.own.acceptSession(bus.name, 'A');
  assert.ok(!(await receiver.getSessionState()), 'none at first');
  await receiver.setSessionState(Buffer.from('kept'));
  await receiver.close();
  const again = await bus.own.acceptSession(bus.name, 'A');
  assert.equal(String(await again.getSessionState()), 'kept');
  await again.setSessionState(null);
  assert.ok(!(await again.getSessionState()), 'taken away');
});

check('session-lock-renews', SHORT, async (bus) => {
  await bus.sender().sendMessages(inSession('A', 1));
  const receiver = await bus.own.acceptSession(bus.name, 'A', { maxAutoLockRenewalDurationInMs: 0 });
  const received = await receiveOne(receiver);
  for (let i = 0; i < 3; i++) {
    await pause(1000);
    assert.ok(Number(await receiver.renewSessionLock()) > Date.now() + 1000);
  }
  await receiver.completeMessage(received);
});

check('session-lock-expires', SHORT, async (bus) => {
  await bus.sender().sendMessages(inSession('A', 1));
  const receiver = await bus.own.acceptSession(bus.name, 'A', { maxAutoLockRenewalDurationInMs: 0 });
  const received = await receiveOne(receiver);
  await pause(2500);
  assert.equal(await codeOf(receiver.completeMessage(received)), 'SessionLockLost');
  const again = await bus.own.acceptSession(bus.name, 'A');
  assert.equal((await receiveOne(again)).deliveryCount, 1);
});

check('session-closed-gives-back', SESSIONS, async (bus) => {
  await bus.sender().sendMessages(inSession('A', 1));
  const receiver = await bus.own.acceptSession(bus.name, 'A');
  await receiveOne(receiver);
  await receiver.close();
  assert.equal((await receiveOne(await bus.own.acceptSession(bus.name, 'A'))).deliveryCount, 0);
});

check('session-defers-and-dead-letters', SESSIONS, async (bus) => {
  await bus.sender().sendMessages([inSession('A', 1), inSession('A', 2)]);
  const receiver = await bus.own.acceptSession(bus.name, 'A');
  const [first, second] = await receive(receiver, 2);
  await receiver.deferMessage(first);
  await receiver.deadLetterMessage(second, { deadLetterReason: 'why' });
  const [deferred] = await receiver.receiveDeferredMessages([first.sequenceNumber]);
  await receiver.completeMessage(deferred);
  const letter = await receiveOne(bus.deadLetters());
  assert.deepEqual([letter.deadLetterReason, letter.sessionId], ['why', 'A']);
});

check('session-peeks-its-own', SESSIONS, async (bus) => {
  await bus.sender().sendMessages([inSession('A', 1), inSession('B', 2)]);
  const receiver = await bus.own.acceptSession(bus.name, 'B');
  assert.deepEqual((await receiver.peekMessages(5)).map(({ body }) => body), [2]);
});

check('session-scheduled', SESSIONS, async (bus) => {
  await bus.sender().scheduleMessages(inSession('A', 1), new Date(Date.now() + 700));
  assert.equal((await bus.own.acceptNextSession(bus.name)).sessionId, 'A');
});

check('session-must-be-named', SESSIONS, async (bus) => {
  await assert.rejects(bus.sender().sendMessages(message('none')), /SessionId was not set/);
});

check('session-must-be-asked-for', SESSIONS, async (bus) => {
  await assert.rejects(bus.receiver().receiveMessages(1), /requires sessions/);
});

check('session-where-there-are-none', { queue: {} }, async (bus) => {
  await assert.rejects(bus.own.acceptSession(bus.name, 'A'));
});
