// Topics, subscriptions and their rules.
import { strict as assert } from 'node:assert';
import { assertEmpty, check, codeOf, message, receive, receiveOne } from './harness.mjs';

const correlation = (filter) => ({ Name: 'only', Properties: { FilterType: 'Correlation', CorrelationFilter: filter } });
const sql = (expression) => ({ Name: 'only', Properties: { FilterType: 'Sql', SqlFilter: { SqlExpression: expression } } });

check('topic-reaches-every-subscription', { topic: {}, subscriptions: { a: {}, b: {} } }, async (bus) => {
  await bus.sender().sendMessages([message(1), message(2)]);
  for (const subscription of ['a', 'b']) {
    const receiver = bus.own.createReceiver(bus.name, subscription);
    const received = await receive(receiver, 2);
    assert.deepEqual(received.map(({ body }) => body), [1, 2]);
    for (const one of received)
      await receiver.completeMessage(one);
  }
});

check('topic-correlation-rule', { topic: {}, subscriptions: { a: { rules: [correlation({ Subject: 'x', Properties: { colour: 'red' } })] } } }, async (bus) => {
  await bus.sender().sendMessages([
    message(1, { subject: 'x', applicationProperties: { colour: 'red' } }), message(2, { subject: 'x' }),
    message(3, { subject: 'y', applicationProperties: { colour: 'red' } }),
  ]);
  const receiver = bus.own.createReceiver(bus.name, 'a', { receiveMode: 'receiveAndDelete' });
  assert.equal((await receiveOne(receiver)).body, 1);
  await assertEmpty(receiver);
});

check('topic-sql-rule', { topic: {}, subscriptions: { a: { rules: [sql("(size > 3 AND sys.Label LIKE 'ord%') OR kind IN ('vip', 'press') OR gone IS NULL AND NOT size < 100")] } } }, async (bus) => {
  const send = (body, subject, applicationProperties) => bus.sender().sendMessages(message(body, { subject, applicationProperties }));
  await send(1, 'order', { size: 4, gone: 1 });
  await send(2, 'order', { size: 3, gone: 1 });
  await send(3, 'other', { kind: 'press', gone: 1 });
  await send(4, 'other', { size: 100 });
  await send(5, 'other', {});
  const receiver = bus.own.createReceiver(bus.name, 'a', { receiveMode: 'receiveAndDelete' });
  assert.deepEqual((await receive(receiver, 3)).map(({ body }) => body), [1, 3, 4]);
  await assertEmpty(receiver);
});

check('topic-rules-are-managed', { topic: {}, subscriptions: { a: {} } }, async (bus) => {
  const rules = bus.own.createRuleManager(bus.name, 'a');
  const names = async () => {
    const found = [];
    for await (const { name } of rules.listRules())
      found.push(name);
    return found.sort();
  };
  assert.deepEqual(await names(), ['$Default']);
  await rules.createRule('by-subject', { subject: 'wanted' });
  await rules.createRule('by-sql', { sqlExpression: 'n = 1' });
  await rules.deleteRule('$Default');
  assert.deepEqual(await names(), ['by-sql', 'by-subject']);
  assert.equal(await codeOf(rules.createRule('by-sql', { sqlExpression: 'n = 2' })), 'MessagingEntityAlreadyExists');
  await bus.sender().sendMessages([message(1, { subject: 'wanted' }), message(2), message(3, { applicationProperties: { n: 1 } })]);
  const receiver = bus.own.createReceiver(bus.name, 'a', { receiveMode: 'receiveAndDelete' });
  assert.deepEqual((await receive(receiver, 2)).map(({ body }) => body), [1, 3]);
});

check('topic-scheduled', { topic: {}, subscriptions: { a: {} } }, async (bus) => {
  const sender = bus.sender();
  const [first] = await sender.scheduleMessages(message('cancelled'), new Date(Date.now() + 500));
  await sender.scheduleMessages(message('due'), new Date(Date.now() + 800));
  await sender.cancelScheduledMessages(first);
  const receiver = bus.own.createReceiver(bus.name, 'a', { receiveMode: 'receiveAndDelete' });
  assert.equal((await receiveOne(receiver)).body, 'due');
  await assertEmpty(receiver);
});

check('topic-forgets-duplicates', { topic: { RequiresDuplicateDetection: true }, subscriptions: { a: {} } }, async (bus) => {
  await bus.sender().sendMessages(message(1, { messageId: 'same' }));
  await bus.sender().sendMessages(message(2, { messageId: 'same' }));
  const receiver = bus.own.createReceiver(bus.name, 'a', { receiveMode: 'receiveAndDelete' });
  assert.equal((await receiveOne(receiver)).body, 1);
  await assertEmpty(receiver);
});

check('subscription-with-sessions', { topic: {}, subscriptions: { a: { RequiresSession: true } } }, async (bus) => {
  await bus.sender().sendMessages(message(1, { sessionId: 'S' }));
  const receiver = await bus.own.acceptNextSession(bus.name, 'a');
  assert.equal(receiver.sessionId, 'S');
  await receiver.completeMessage(await receiveOne(receiver));
});

check('subscription-dead-letters', { topic: {}, subscriptions: { a: {}, b: {} } }, async (bus) => {
  await bus.sender().sendMessages(message(1));
  const receiver = bus.own.createReceiver(bus.name, 'a');
  await receiver.deadLetterMessage(await receiveOne(receiver), { deadLetterReason: 'why' });
  const letters = bus.own.createReceiver(bus.name, 'a', { subQueueType: 'deadLetter' });
  assert.equal((await receiveOne(letters)).deadLetterReason, 'why');
  await receiveOne(bus.own.createReceiver(bus.name, 'b'));
});
