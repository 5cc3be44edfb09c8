// The ways in: TCP is what all other checks use.
import { strict as assert } from 'node:assert';
import WebSocket from 'ws';
import { check, message, receiveOne } from './harness.mjs';

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
