// One port for everything: the first bytes tell AMQP from HTTP, and HTTP may become a WebSocket.
import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { WebSocketServer, createWebSocketStream } from 'ws';

const AMQP = Buffer.from('AMQP');
const WEB_SOCKET_PATH = /^\/\$servicebus\/websocket\/?$/i;
const SUBPROTOCOL = 'AMQPWSB10';
const FIRST_BYTES_MS = 30_000;

export class Listener {
  #amqp;
  #faults;
  #http;
  #webSockets = new WebSocketServer({
    noServer: true, handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false), perMessageDeflate: false,
  });
  #servers = [];
  #sockets = new Set();

  /** @param {(request, response) => void} answer what is neither AMQP nor a WebSocket */
  constructor(amqp, faults, answer) {
    this.#amqp = amqp;
    this.#faults = faults;
    this.#http = http.createServer(answer);
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#http.on('clientError', (_, socket) => socket.destroy());
  }

  /** @param {{cert: string, key: string} | undefined} certificate with one: TLS @returns {Promise<number>} the port */
  async listen(port, certificate) {
    const sort = (socket) => this.#sort(socket);
    const server = certificate ? tls.createServer(certificate, sort) : net.createServer(sort);
    server.on('tlsClientError', (_, socket) => socket.destroy());
    this.#servers.push(server);
    await new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return server.address().port;
  }

  close() {
    this.#servers.forEach((server) => server.close());
    this.#sockets.forEach((socket) => socket.destroy());
  }

  #sort(socket) {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setTimeout(FIRST_BYTES_MS, () => socket.destroy());
    socket.once('data', (bytes) => {
      socket.setTimeout(0);
      socket.pause();
      socket.unshift(bytes);
      if (!bytes.subarray(0, 4).equals(AMQP.subarray(0, bytes.length)))
        this.#http.emit('connection', socket);
      else if (this.#faults.accepting)
        this.#amqp.accept(socket, socket);
      else
        socket.destroy();
      process.nextTick(() => socket.resume());
    });
  }

  #upgrade(request, socket, head) {
    if (!this.#faults.accepting || !WEB_SOCKET_PATH.test(new URL(request.url, 'http://localhost').pathname)) {
      socket.destroy();
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      this.#amqp.accept(createWebSocketStream(webSocket), socket);
    });
  }
}
