// A Service Bus broker for tests: in memory, on loopback. README.md says how to start and command it.
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { Keyring } from './broker/access.mjs';
import { makeCertificate } from './broker/certificate.mjs';
import { Faults } from './broker/faults.mjs';
import { httpAnswer } from './broker/http.mjs';
import { Listener } from './broker/listener.mjs';
import { Namespace } from './broker/namespace.mjs';
import { AmqpServer } from './broker/server.mjs';
import { Transactions } from './broker/transactions.mjs';

const USAGE = 'usage: node broker.mjs --entities FILE.json [--port N] [--tls] [--tls-port N] [--host NAME]… [--state FILE] [--idle-time-out MS] [--with-stdin]';

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        entities: { type: 'string' },
        port: { type: 'string', default: '0' },
        tls: { type: 'boolean', default: false },
        'tls-port': { type: 'string', default: '0' },
        host: { type: 'string', multiple: true, default: ['*.servicebus.windows.net'] },
        state: { type: 'string' },
        'idle-time-out': { type: 'string', default: '240000' },
        'with-stdin': { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    return fail(`${error.message}\n${USAGE}`);
  }
}

function fail(message) {
  console.error(message);
  process.exit(2);
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    return fail(`${file}: ${error.message}`);
  }
}

const options = readArguments();
const config = options.entities ? readJson(options.entities) : {};
const broker = { startedAt: Date.now(), faults: new Faults(), keyring: new Keyring(config) };
try {
  broker.namespace = Namespace.fromConfig(config);
} catch (error) {
  fail(`${options.entities}: ${error.message}`);
}
if (options.state && fs.existsSync(options.state))
  broker.namespace.restore(readJson(options.state));
broker.transactions = new Transactions(broker.namespace.timers);
broker.server = new AmqpServer(broker, { hosts: options.host, idleTimeOutMs: Number(options['idle-time-out']) });

const listener = new Listener(broker.server, broker.faults, httpAnswer(broker));
const certificate = options.tls ? await makeCertificate(options.host) : undefined;
const port = await listener.listen(Number(options.port));
const tlsPort = certificate ? await listener.listen(Number(options['tls-port']), certificate) : null;
console.log(JSON.stringify({ port, tlsPort, ca: certificate?.ca ?? null }));

let stopping = false;
async function stop() {
  if (stopping)
    return;
  stopping = true;
  // Written first, by way of a second file: a broker that is killed while it stops has kept all or nothing.
  if (options.state) {
    fs.writeFileSync(`${options.state}.new`, JSON.stringify(broker.namespace));
    fs.renameSync(`${options.state}.new`, options.state);
  }
  await broker.server.close();
  listener.close();
  broker.namespace.timers.stop();
  process.exit(0);
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
// Whoever started it may be gone without a word: its end of the pipe closes.
if (options['with-stdin'])
  process.stdin.resume().on('end', stop).on('close', stop);
