// PERF-7's yardstick: Microsoft's JavaScript client. Run in eng/servicebus, whose packages it takes:
//   node javascript-client.mjs CONNECTION_STRING QUEUE MESSAGES BYTES AT_ONCE
// Prints one line of JSON: seconds for sending all, and for receiving and completing all.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { ServiceBusClient } = createRequire(join(process.cwd(), 'package.json'))('@azure/service-bus');
const [connectionString, queue, messages, bytes, atOnce] = process.argv.slice(2).map((argument, index) => (index < 2 ? argument : Number(argument)));
const client = new ServiceBusClient(connectionString);
const sender = client.createSender(queue);
const receiver = client.createReceiver(queue);
const body = Buffer.alloc(bytes, 7);
const seconds = (from) => Number(process.hrtime.bigint() - from) / 1e9;

async function send(count) {
  let next = 0;
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (next < count)
      await sender.sendMessages({ body, messageId: `${next++}` });
  }));
}

async function receive(count) {
  for (let got = 0; got < count;) {
    const batch = await receiver.receiveMessages(atOnce, { maxWaitTimeInMs: 10_000 });
    await Promise.all(batch.map((message) => receiver.completeMessage(message)));
    got += batch.length;
  }
}

// What is compiled and opened by the first does not count.
await send(atOnce);
await receive(atOnce);
const sending = process.hrtime.bigint();
await send(messages);
const sent = seconds(sending);
const receiving = process.hrtime.bigint();
await receive(messages);
console.log(JSON.stringify({ sent, received: seconds(receiving) }));
await client.close();
