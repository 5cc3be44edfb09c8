// Sending, receiving and settling.
import { strict as assert } from 'node:assert';
import { assertEmpty, check, codeOf, message, pause, receive, receiveOne } from './harness.mjs';

check('send-and-complete', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages(message('a'));
  const receiver = bus.receiver();
  const received = await receiveOne(receiver);
  assert.equal(received.body, 'a');
  assert.equal(received.deliveryCount, 0);
  assert.equal(String(received.sequenceNumber), '1');
  assert.ok(Math.abs(received.enqueuedTimeUtc - Date.now()) < 5000);
  await receiver.completeMessage(received);
  await assertEmpty(receiver);
});

check('properties-keep-their-values', { queue: {} }, async (bus) => {
  const sent = message('p', {
    messageId: 'id', correlationId: 'c', subject: 's', to: 't', replyTo: 'r', contentType: 'text/plain', timeToLive: 60_000,
    applicationProperties: { text: 'ä', whole: 7, broken: 1.5, yes: true, no: false, when: new Date(1_700_000_000_000), none: null },
  });
  await bus.sender().sendMessages(sent);
  const received = await receiveOne(bus.receiver());
  for (const name of ['messageId', 'correlationId', 'subject', 'to', 'replyTo', 'contentType', 'timeToLive'])
    assert.equal(received[name], sent[name], name);
  const { when, ...rest } = received.applicationProperties;
  assert.equal(Number(when), 1_700_000_000_000);
  assert.deepEqual(rest, { text: 'ä', whole: 7, broken: 1.5, yes: true, no: false, none: null });
});

check('body-shapes', { queue: {} }, async (bus) => {
  const bodies = ['text', { a: [1, { b: null }] }, Buffer.from([0, 1, 255])];
  const raw = [
    { body: 'value', bodyType: 'value' }, { body: { a: 1 }, bodyType: 'value' }, { body: [['x', 1], ['y']], bodyType: 'sequence' },
  ].map((one) => ({ ...one, messageId: one.bodyType }));
  await bus.sender().sendMessages(bodies.map((body) => message(body)));
  for (const one of raw)
    await bus.sender().sendMessages(one);
  const received = await receive(bus.receiver({ receiveMode: 'receiveAndDelete' }), 6);
  assert.deepEqual(received.slice(0, 2).map(({ body }) => body), bodies.slice(0, 2));
  assert.deepEqual(Buffer.from(received[2].body), bodies[2]);
  assert.deepEqual(received.slice(3).map(({ body }) => body), raw.map(({ body }) => body));
  assert.deepEqual(received.slice(3).map((one) => one._rawAmqpMessage.bodyType), ['value', 'value', 'sequence']);
});

check('send-a-list', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages(Array.from({ length: 200 }, (_, i) => message(i)));
  const received = await receive(bus.receiver({ receiveMode: 'receiveAndDelete' }), 200);
  assert.deepEqual(received.map(({ body }) => body), Array.from({ length: 200 }, (_, i) => i));
});

check('batch-fills-to-256-kilobytes', { queue: {} }, async (bus) => {
  const sender = bus.sender();
  const batch = await sender.createMessageBatch();
  assert.equal(batch.maxSizeInBytes, 256 * 1024);
  while (batch.tryAddMessage(message('x'.repeat(10_000))))
    ;
  assert.equal(batch.count, 26);
  await sender.sendMessages(batch);
  await receive(bus.receiver({ receiveMode: 'receiveAndDelete' }), 26);
});

check('large-message-in-several-frames', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages(message('y'.repeat(250_000)));
  assert.equal((await receiveOne(bus.receiver())).body.length, 250_000);
});

check('too-large-is-refused', { queue: {} }, async (bus) => {
  assert.equal(await codeOf(bus.sender().sendMessages(message('z'.repeat(300_000)))), 'MessageSizeExceeded');
  await assertEmpty(bus.receiver());
});

check('missing-entity-is-refused', {}, async (bus) => {
  assert.equal(await codeOf(bus.sender('nowhere').sendMessages(message('x'))), 'MessagingEntityNotFound');
  assert.equal(await codeOf(bus.receiver({}, 'nowhere').receiveMessages(1)), 'MessagingEntityNotFound');
  assert.equal(await codeOf(bus.receiver({}, 'nowhere').peekMessages(1)), 'MessagingEntityNotFound');
});

check('receive-and-delete', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages([message(1), message(2)]);
  const receiver = bus.receiver({ receiveMode: 'receiveAndDelete' });
  await receive(receiver, 2);
  assert.equal((await receiver.peekMessages(5)).length, 0);
});

check('locked-message-is-hidden', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages(message('locked'));
  await receiveOne(bus.receiver());
  await assertEmpty(bus.receiver());
});

check('closed-receiver-keeps-its-locks', { queue: { LockDuration: 'PT3S' } }, async (bus) => {
  await bus.sender().sendMessages(message('held'));
  const first = bus.receiver();
  await receiveOne(first);
  await first.close();
  await assertEmpty(bus.receiver());
  assert.equal((await receiveOne(bus.receiver(), 6000)).deliveryCount, 1);
});

check('abandon-counts-and-changes-properties', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages(message('again', { applicationProperties: { kept: 1, changed: 'before' } }));
  const receiver = bus.receiver();
  await receiver.abandonMessage(await receiveOne(receiver), { changed: 'after', added: true });
  const again = await receiveOne(receiver);
  assert.equal(again.deliveryCount, 1);
  assert.deepEqual(again.applicationProperties, { kept: 1, changed: 'after', added: true });
});

check('abandoned-comes-first', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages([message(1), message(2)]);
  const receiver = bus.receiver();
  await receiver.abandonMessage(await receiveOne(receiver));
  assert.deepEqual((await receive(receiver, 2)).map(({ body }) => body), [1, 2]);
});

check('dead-letter-keeps-reason-and-properties', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages(message({ b: 1 }, { messageId: 'dl', subject: 's', applicationProperties: { kept: 1 } }));
  const receiver = bus.receiver();
  await receiver.deadLetterMessage(await receiveOne(receiver), { deadLetterReason: 'why', deadLetterErrorDescription: 'because', added: 'x' });
  await assertEmpty(receiver);
  const letters = bus.deadLetters();
  const letter = await receiveOne(letters);
  assert.deepEqual([letter.deadLetterReason, letter.deadLetterErrorDescription, letter.messageId, letter.subject], ['why', 'because', 'dl', 's']);
  assert.deepEqual(letter.body, { b: 1 });
  const { kept, added } = letter.applicationProperties;
  assert.deepEqual({ kept, added }, { kept: 1, added: 'x' });
  await letters.completeMessage(letter);
  await assertEmpty(letters);
});

check('delivery-limit-dead-letters', { queue: { MaxDeliveryCount: 3 } }, async (bus) => {
  await bus.sender().sendMessages(message('bad'));
  const receiver = bus.receiver();
  for (let count = 0; count < 3; count++) {
    const received = await receiveOne(receiver);
    assert.equal(received.deliveryCount, count);
    await receiver.abandonMessage(received);
  }
  await assertEmpty(receiver);
  const letter = await receiveOne(bus.deadLetters());
  assert.equal(letter.deadLetterReason, 'MaxDeliveryCountExceeded');
  assert.equal(letter.deadLetterErrorDescription, 'Message could not be consumed after 3 delivery attempts.');
});

check('dead-letters-have-no-delivery-limit', { queue: { MaxDeliveryCount: 1 } }, async (bus) => {
  await bus.sender().sendMessages(message('bad'));
  const receiver = bus.receiver();
  await receiver.abandonMessage(await receiveOne(receiver));
  const letters = bus.deadLetters();
  for (let i = 0; i < 4; i++)
    await letters.abandonMessage(await receiveOne(letters));
  await letters.completeMessage(await receiveOne(letters));
});

check('defer-and-receive-by-number', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages(message('later'));
  const receiver = bus.receiver();
  const received = await receiveOne(receiver);
  await receiver.deferMessage(received, { marked: 1 });
  await assertEmpty(receiver);
  assert.equal((await receiver.peekMessages(1))[0].state, 'deferred');
  const [deferred] = await receiver.receiveDeferredMessages([received.sequenceNumber]);
  assert.equal(deferred.applicationProperties.marked, 1);
  assert.equal(await codeOf(receiver.receiveDeferredMessages([received.sequenceNumber])), 'MessageNotFound');
  await receiver.completeMessage(deferred);
  assert.equal((await receiver.peekMessages(1, { fromSequenceNumber: received.sequenceNumber })).length, 0);
});

check('deferred-settles-every-way', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages([message('abandon'), message('dead-letter'), message('defer')]);
  const receiver = bus.receiver();
  const received = await receive(receiver, 3);
  for (const one of received)
    await receiver.deferMessage(one);
  const [first, second, third] = await receiver.receiveDeferredMessages(received.map((one) => one.sequenceNumber));
  await receiver.abandonMessage(first);
  await receiver.deadLetterMessage(second, { deadLetterReason: 'deferred' });
  await receiver.deferMessage(third);
  assert.equal((await receiveOne(bus.deadLetters())).deadLetterReason, 'deferred');
  const still = await receiver.receiveDeferredMessages([first.sequenceNumber, third.sequenceNumber]);
  assert.deepEqual(still.map(({ body }) => body), ['abandon', 'defer']);
});

check('peek-shows-without-locking', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages([message(1), message(2), message(3)]);
  const receiver = bus.receiver();
  assert.deepEqual((await receiver.peekMessages(2)).map(({ body }) => body), [1, 2]);
  assert.deepEqual((await receiver.peekMessages(2)).map(({ body }) => body), [3]);
  assert.equal((await receiver.peekMessages(1)).length, 0);
  assert.equal((await receive(receiver, 3))[0].deliveryCount, 0);
});

check('subscribe-streams', { queue: {} }, async (bus) => {
  await bus.sender().sendMessages(Array.from({ length: 30 }, (_, i) => message(i)));
  const seen = [];
  const receiver = bus.receiver();
  const subscription = receiver.subscribe({
    processMessage: async ({ body }) => void seen.push(body),
    processError: async ({ error }) => seen.push(error.message),
  }, { maxConcurrentCalls: 5 });
  for (let i = 0; i < 100 && seen.length < 30; i++)
    await pause(50);
  await subscription.close();
  assert.deepEqual(seen.sort((a, b) => a - b), Array.from({ length: 30 }, (_, i) => i));
});

check('receivers-share-the-work', { queue: {} }, async (bus) => {
  const [one, two] = [bus.receiver({ receiveMode: 'receiveAndDelete' }), bus.receiver({ receiveMode: 'receiveAndDelete' })];
  const both = [one.receiveMessages(5, { maxWaitTimeInMs: 5000 }), two.receiveMessages(5, { maxWaitTimeInMs: 5000 })];
  await pause(500);
  await bus.sender().sendMessages(Array.from({ length: 10 }, (_, i) => message(i)));
  const counts = (await Promise.all(both)).map(({ length }) => length);
  assert.ok(counts.every((count) => count > 0), `they got ${counts}`);
});
