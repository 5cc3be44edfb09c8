// The ways in: TCP is what all other checks use.
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import net from 'node:net';
import frames from 'rhea/lib/frames.js';
import WebSocket from 'ws';
import { check, message, pause, receiveOne } from './harness.mjs';

const IMPATIENT = { alone: true, settings: ['--idle-time-out', '1000'] };

async function roundTrip(bus, client) {
  await client.createSender(bus.name).sendMessages(message('z'.repeat(100_000)));
  const receiver = client.createReceiver(bus.name);
  const received = await receiveOne(receiver);
  assert.equal(received.body.length, 100_000);
  await receiver.completeMessage(received);
}

check('over-web-sockets', { queue: {} }, async (bus) => {
  // Microsoft's client always asks for wss; the socket it is given may go elsewhere.
  class Plain extends WebSocket {
    constructor(address, protocols) {
      super(address.replace(/^wss:\/\/[^/]+/, `ws://localhost:${bus.broker.port}`), protocols);
    }
  }
  await roundTrip(bus, bus.client({ webSocketOptions: { webSocket: Plain } }));
});

check('over-tls', { queue: {} }, async (bus) => {
  await roundTrip(bus, bus.client({ connection: bus.broker.secureConnectionString(), customEndpointAddress: `sb://localhost:${bus.broker.tlsPort}` }));
});

check('over-web-sockets-with-tls', { queue: {} }, async (bus) => {
  await roundTrip(bus, bus.client({ connection: bus.broker.secureConnectionString(), webSocketOptions: { webSocket: WebSocket } }));
});

check('idle-connection-lives-by-heartbeats', { queue: {} }, async (bus) => {
  const sender = bus.sender();
  await sender.sendMessages(message(1));
  await pause(5000);
  await sender.sendMessages(message(2));
  assert.equal((await bus.broker.state()).connectionsAccepted, 1);
}, IMPATIENT);

check('silent-connection-is-ended', {}, async (bus) => {
  const socket = net.connect(bus.broker.port, '127.0.0.1');
  socket.write(Buffer.from([...Buffer.from('AMQP'), 0, 1, 0, 0]));
  socket.write(frames.write_frame(frames.amqp_frame(0, frames.open({ container_id: 'silent', hostname: 'localhost' }))));
  socket.resume();
  const startedAt = Date.now();
  await once(socket, 'close');
  assert.ok(Date.now() - startedAt > 1500 && Date.now() - startedAt < 6000);
}, IMPATIENT);
