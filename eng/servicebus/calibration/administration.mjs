// The administration API.
import { strict as assert } from 'node:assert';
import { check, codeOf, message, receiveOne } from './harness.mjs';

const statusOf = async (promise) => {
  try {
    await promise;
  } catch (error) {
    return error.statusCode;
  }
  return 'no error';
};

check('admin-queue-lives', {}, async (bus) => {
  const admin = bus.administration();
  await admin.createQueue(bus.name, {
    lockDuration: 'PT30S', maxDeliveryCount: 4, requiresSession: true, requiresDuplicateDetection: true,
    duplicateDetectionHistoryTimeWindow: 'PT2M', defaultMessageTimeToLive: 'P2D', deadLetteringOnMessageExpiration: true, userMetadata: '<é>',
  });
  const queue = await admin.getQueue(bus.name);
  assert.deepEqual(
    [queue.lockDuration, queue.maxDeliveryCount, queue.requiresSession, queue.requiresDuplicateDetection, queue.duplicateDetectionHistoryTimeWindow],
    ['PT30S', 4, true, true, 'PT2M']);
  assert.deepEqual(
    [queue.defaultMessageTimeToLive, queue.deadLetteringOnMessageExpiration, queue.userMetadata, queue.status],
    ['P2D', true, '<é>', 'Active']);
  queue.maxDeliveryCount = 7;
  await admin.updateQueue(queue);
  assert.equal((await admin.getQueue(bus.name)).maxDeliveryCount, 7);
  assert.equal(await admin.queueExists(bus.name), true);
  await admin.deleteQueue(bus.name);
  assert.equal(await admin.queueExists(bus.name), false);
});

check('admin-settings-take-effect', {}, async (bus) => {
  await bus.administration().createQueue(bus.name, { maxDeliveryCount: 1 });
  await bus.sender().sendMessages(message('x'));
  const receiver = bus.receiver();
  await receiver.abandonMessage(await receiveOne(receiver));
  await receiveOne(bus.deadLetters());
});

check('admin-conflict-and-missing', { queue: {} }, async (bus) => {
  const admin = bus.administration();
  assert.equal(await codeOf(admin.createQueue(bus.name)), 'MessageEntityAlreadyExistsError');
  assert.equal(await statusOf(admin.createQueue(bus.name)), 409);
  assert.equal(await codeOf(admin.getQueue('nowhere')), 'MessageEntityNotFoundError');
  assert.equal(await statusOf(admin.deleteQueue('nowhere')), 404);
});

check('admin-counts', { queue: {} }, async (bus) => {
  const sender = bus.sender();
  await sender.sendMessages([message(1), message(2), message(3), message(4)]);
  await sender.scheduleMessages(message(5), new Date(Date.now() + 60_000));
  const receiver = bus.receiver();
  await receiver.deadLetterMessage(await receiveOne(receiver));
  await receiver.deferMessage(await receiveOne(receiver));
  await receiveOne(receiver);
  const counts = await bus.administration().getQueueRuntimeProperties(bus.name);
  assert.deepEqual(
    [counts.activeMessageCount, counts.deadLetterMessageCount, counts.scheduledMessageCount, counts.totalMessageCount, counts.transferMessageCount],
    [3, 1, 1, 5, 0]);
  assert.ok(counts.sizeInBytes > 0 && counts.createdAt instanceof Date);
});

check('admin-topics-and-subscriptions', {}, async (bus) => {
  const admin = bus.administration();
  await admin.createTopic(bus.name, { requiresDuplicateDetection: true });
  assert.equal((await admin.getTopic(bus.name)).requiresDuplicateDetection, true);
  await admin.createSubscription(bus.name, 'a', { requiresSession: true, lockDuration: 'PT20S' });
  await admin.createSubscription(bus.name, 'b', { defaultRuleOptions: { name: 'mine', filter: { sqlExpression: 'n > 1' } } });
  const subscription = await admin.getSubscription(bus.name, 'a');
  assert.deepEqual([subscription.requiresSession, subscription.lockDuration], [true, 'PT20S']);
  assert.equal((await admin.getTopicRuntimeProperties(bus.name)).subscriptionCount, 2);
  assert.deepEqual((await admin.getRule(bus.name, 'b', 'mine')).filter.sqlExpression, 'n > 1');
  await bus.sender().sendMessages(message(1, { sessionId: 's', applicationProperties: { n: 2 } }));
  assert.equal((await admin.getSubscriptionRuntimeProperties(bus.name, 'b')).activeMessageCount, 1);
  assert.deepEqual([await admin.subscriptionExists(bus.name, 'a'), await admin.subscriptionExists(bus.name, 'c')], [true, false]);
  await admin.deleteSubscription(bus.name, 'a');
  assert.equal(await admin.subscriptionExists(bus.name, 'a'), false);
  await admin.deleteTopic(bus.name);
  assert.equal(await admin.topicExists(bus.name), false);
});

check('admin-rules', { topic: {}, subscriptions: { a: {} } }, async (bus) => {
  const admin = bus.administration();
  await admin.createRule(bus.name, 'a', 'corr', { correlationId: 'c', applicationProperties: { n: 5, text: '<t>' } });
  const rule = await admin.getRule(bus.name, 'a', 'corr');
  assert.equal(rule.filter.correlationId, 'c');
  assert.deepEqual({ ...rule.filter.applicationProperties }, { n: 5, text: '<t>' });
  await admin.deleteRule(bus.name, 'a', '$Default');
  const names = [];
  for await (const { name } of admin.listRules(bus.name, 'a'))
    names.push(name);
  assert.deepEqual(names, ['corr']);
  assert.equal(await admin.ruleExists(bus.name, 'a', 'other'), false);
});

check('admin-lists', { queue: {} }, async (bus) => {
  const admin = bus.administration();
  for (const number of [1, 2])
    await admin.createQueue(`${bus.name}-${number}`);
  const names = [];
  for await (const { name } of admin.listQueues())
    names.push(name);
  assert.ok([bus.name, `${bus.name}-1`, `${bus.name}-2`].every((name) => names.includes(name)));
  const sizes = [];
  for await (const page of admin.listQueues().byPage({ maxPageSize: 2 }))
    sizes.push(page.length);
  assert.ok(sizes[0] === 2 && sizes.length > 1, `pages of ${sizes}`);
  for await (const { name } of admin.listQueuesRuntimeProperties())
    assert.ok(name);
  assert.equal((await admin.getNamespaceProperties()).messagingSku, 'Standard');
});

check('admin-wrong-key', { queue: {} }, async (bus) => {
  assert.equal(await statusOf(bus.administration('wrong').getQueue(bus.name)), 401);
});
