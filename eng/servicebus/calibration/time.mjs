// Locks, schedules, times to live and the duplicate window.
import { strict as assert } from 'node:assert';
import { assertEmpty, check, codeOf, message, pause, receive, receiveOne } from './harness.mjs';

check('lock-expires', { queue: { LockDuration: 'PT2S' } }, async (bus) => {
  await bus.sender().sendMessages(message('slow'));
  const receiver = bus.receiver({ maxAutoLockRenewalDurationInMs: 0 });
  const first = await receiveOne(receiver);
  const second = await receiveOne(receiver, 5000);
  assert.equal(second.deliveryCount, 1);
  assert.equal(await codeOf(receiver.completeMessage(first)), 'MessageLockLost');
  await receiver.completeMessage(second);
});

check('lock-renews', { queue: { LockDuration: 'PT2S' } }, async (bus) => {
  await bus.sender().sendMessages(message('slow'));
  const receiver = bus.receiver({ maxAutoLockRenewalDurationInMs: 0 });
  const received = await receiveOne(receiver);
  for (let i = 0; i < 3; i++) {
    await pause(1000);
    assert.ok(Number(await receiver.renewMessageLock(received)) > Date.now() + 1000);
  }
  await receiver.completeMessage(received);
  assert.equal(await codeOf(receiver.renewMessageLock(received)), 'MessageLockLost');
});

check('settled-twice-is-refused', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages(message('once'));
  const receiver = bus.receiver();
  const received = await receiveOne(receiver);
  await receiver.completeMessage(received);
  assert.notEqual(await codeOf(receiver.completeMessage(received)), 'no error');
});

check('scheduled-comes-when-due', { queue: {} }, async (bus) => {
  const due = new Date(Date.now() + 1500);
  const [number] = await bus.sender().scheduleMessages(message('later'), due);
  const receiver = bus.receiver();
  const [peeked] = await receiver.peekMessages(1);
  assert.equal(peeked.state, 'scheduled');
  assert.equal(String(peeked.sequenceNumber), String(number));
  const received = await receiveOne(receiver);
  assert.ok(Date.now() >= due - 50, 'not before its time');
  assert.equal(received.state, 'active');
  assert.equal(Number(received.scheduledEnqueueTimeUtc), Number(due));
});

check('scheduled-by-property', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages([message('later', { scheduledEnqueueTimeUtc: new Date(Date.now() + 1000) }), message('now')]);
  assert.deepEqual((await receive(bus.receiver(), 2)).map(({ body }) => body), ['now', 'later']);
});

check('scheduled-is-cancelled', { queue: {} }, async (bus) => {
  const numbers = await bus.sender().scheduleMessages([message(1), message(2)], new Date(Date.now() + 1000));
  assert.equal(numbers.length, 2);
  await bus.sender().cancelScheduledMessages(numbers[0]);
  assert.equal(await codeOf(bus.sender().cancelScheduledMessages(numbers[0])), 'MessageNotFound');
  const receiver = bus.receiver();
  assert.equal((await receiveOne(receiver)).body, 2);
  await assertEmpty(receiver);
});

check('scheduled-for-the-past-comes-at-once', { queue: {} }, async (bus) => {
  await bus.sender().scheduleMessages(message('late'), new Date(Date.now() - 60_000));
  assert.equal((await receiveOne(bus.receiver(), 1000)).body, 'late');
});

check('expired-is-dropped', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages([message('short', { timeToLive: 300 }), message('long', { timeToLive: 60_000 })]);
  await pause(600);
  const receiver = bus.receiver();
  assert.equal((await receiveOne(receiver)).body, 'long');
  await assertEmpty(receiver);
  await assertEmpty(bus.deadLetters());
});

check('expired-is-dead-lettered', { queue: { DeadLetteringOnMessageExpiration: true } }, async (bus) => {
  await bus.sender().sendMessages(message('short', { timeToLive: 300 }));
  const letter = await receiveOne(bus.deadLetters());
  assert.equal(letter.deadLetterReason, 'TTLExpiredException');
  assert.equal(letter.body, 'short');
});

check('expiry-spares-the-locked', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages(message('held', { timeToLive: 700 }));
  const receiver = bus.receiver();
  const received = await receiveOne(receiver);
  await pause(1000);
  await receiver.completeMessage(received);
});

check('entity-limits-time-to-live', { queue: { DefaultMessageTimeToLive: 'PT0.4S', DeadLetteringOnMessageExpiration: true } }, async (bus) => {
  await bus.sender().sendMessages([message('none'), message('longer', { timeToLive: 60_000 })]);
  assert.deepEqual((await receive(bus.deadLetters(), 2)).map(({ body }) => body), ['none', 'longer']);
});

check('duplicates-are-forgotten', { queue: { RequiresDuplicateDetection: true } }, async (bus) => {
  await bus.sender().sendMessages([message(1, { messageId: 'same' }), message(2, { messageId: 'other' })]);
  await bus.sender().sendMessages(message(3, { messageId: 'same' }));
  await bus.sender().scheduleMessages(message(4, { messageId: 'same' }), new Date(Date.now() + 100));
  const receiver = bus.receiver();
  for (const received of await receive(receiver, 2))
    await receiver.completeMessage(received);
  await bus.sender().sendMessages(message(5, { messageId: 'same' }));
  await assertEmpty(receiver);
});

check('duplicate-window-ends', { queue: { RequiresDuplicateDetection: true, DuplicateDetectionHistoryTimeWindow: 'PT1S' } }, async (bus) => {
  await bus.sender().sendMessages(message(1, { messageId: 'same' }));
  await pause(1200);
  await bus.sender().sendMessages(message(2, { messageId: 'same' }));
  assert.deepEqual((await receive(bus.receiver(), 2)).map(({ body }) => body), [1, 2]);
});

check('same-id-without-detection-comes-twice', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages([message(1, { messageId: 'same' }), message(2, { messageId: 'same' })]);
  await receive(bus.receiver({ receiveMode: 'receiveAndDelete' }), 2);
});
