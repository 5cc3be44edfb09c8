// Named checks that Microsoft's client drives, and the brokers they run against.
import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ServiceBusAdministrationClient, ServiceBusClient } from '@azure/service-bus';

const BROKER = fileURLToPath(new URL('../broker.mjs', import.meta.url));
const CHECK_LIMIT_MS = 45_000;
const KEY_NAME = 'RootManageSharedAccessKey';
const KEY = 'SAS_KEY_VALUE';
export const LISTEN_ONLY = { KeyName: 'listen-only', Key: 'listen-only-key', Rights: ['Listen'] };

const checks = [];

/**
 * @param {string} name also that of the queue or topic it has for itself
 * @param {{queue?: object, topic?: object, subscriptions?: object}} entities settings as in the emulator's file
 * @param {(bus: Bus) => Promise<void>} run throws when the broker does not behave
 * @param {{alone?: boolean, settings?: string[]}} [how] alone: with a broker of its own, which it may break; settings: arguments of it
 */
export function check(name, entities, run, { alone = false, settings = [] } = {}) {
  assert.ok(checks.every((other) => other.name !== name), `two checks are called ${name}`);
  checks.push({ name, entities, run, alone, settings });
}

/** Runs all checks, some at a time. @returns {Promise<{name: string, error?: Error, ms: number}[]>} */
export async function runChecks(only, atOnce = 6) {
  const chosen = checks.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)));
  const shared = await Broker.start(chosen.filter(({ alone }) => !alone));
  const results = [];
  const waiting = [...chosen];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      results.push(await runOne(next, shared));
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    await shared.end();
  }
  return results;
}

async function runOne(one, shared) {
  const startedAt = Date.now();
  const broker = one.alone ? await Broker.start([one], one.settings) : shared;
  const bus = new Bus(broker, one.name);
  let timer;
  try {
    await Promise.race([
      one.run(bus),
      new Promise((_, reject) => (timer = setTimeout(() => reject(new Error('took too long')), CHECK_LIMIT_MS))),
    ]);
    return { name: one.name, ms: Date.now() - startedAt };
  } catch (error) {
    return { name: one.name, error, ms: Date.now() - startedAt };
  } finally {
    clearTimeout(timer);
    await bus.close();
    if (one.alone)
      await broker.end();
  }
}

/** What a check works with. */
export class Bus {
  #clients = [];

  constructor(broker, name) {
    Object.assign(this, { broker, name });
  }

  /** Retries are off unless asked for: a check sees each answer. */
  client({ retries = 0, timeoutMs = 10_000, connection = this.broker.connectionString(), ...options } = {}) {
    const client = new ServiceBusClient(connection, {
      retryOptions: { maxRetries: retries, timeoutInMs: timeoutMs, retryDelayInMs: 100, maxRetryDelayInMs: 400 }, ...options,
    });
    this.#clients.push(client);
    return client;
  }

  /** One client that a check may use throughout. */
  get own() {
    return (this.ownClient ??= this.client());
  }

  sender(path = this.name) {
    return this.own.createSender(path);
  }

  receiver(options = {}, path = this.name) {
    return this.own.createReceiver(path, options);
  }

  deadLetters(path = this.name) {
    return this.own.createReceiver(path, { subQueueType: 'deadLetter' });
  }

  /** Over https, the only way Microsoft's JavaScript client goes. */
  administration(key = KEY) {
    return new ServiceBusAdministrationClient(this.broker.secureConnectionString(KEY_NAME, key));
  }

  async close() {
    // A client whose broker is gone does not always come to an end.
    await Promise.all(this.#clients.map((client) => Promise.race([client.close().catch(() => {}), pause(2000)])));
  }
}

/** A broker in a process of its own. */
export class Broker {
  static async start(itsChecks, settings = []) {
    const broker = new Broker();
    broker.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'broker-calibration-'));
    broker.arguments = ['--entities', path.join(broker.folder, 'entities.json'), '--state', path.join(broker.folder, 'state.json'), '--tls', ...settings];
    fs.writeFileSync(path.join(broker.folder, 'entities.json'), JSON.stringify(configOf(itsChecks)));
    await broker.startProcess();
    return broker;
  }

  async startProcess() {
    const ports = ['--port', String(this.port ?? 0), '--tls-port', String(this.tlsPort ?? 0)];
    this.process = spawn(process.execPath, [BROKER, '--with-stdin', ...this.arguments, ...ports], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: this.process.stdout });
    const { value } = await lines[Symbol.asyncIterator]().next();
    if (value === undefined)
      throw new Error('the broker ended before it listened');
    Object.assign(this, JSON.parse(value));
  }

  async stop() {
    this.process.stdin.end();
    await new Promise((resolve) => this.process.once('exit', resolve));
  }

  async end() {
    await this.stop();
    fs.rmSync(this.folder, { recursive: true });
  }

  connectionString(keyName = KEY_NAME, key = KEY) {
    return `Endpoint=sb://localhost:${this.port};SharedAccessKeyName=${keyName};SharedAccessKey=${key};UseDevelopmentEmulator=true`;
  }

  secureConnectionString(keyName = KEY_NAME, key = KEY) {
    return `Endpoint=sb://localhost:${this.tlsPort};SharedAccessKeyName=${keyName};SharedAccessKey=${key}`;
  }

  async control(command) {
    const response = await fetch(`http://127.0.0.1:${this.port}/$control`, { method: 'POST', body: JSON.stringify(command) });
    const answer = await response.json();
    assert.equal(response.status, 200, JSON.stringify(answer));
    return answer;
  }

  async state() {
    return (await fetch(`http://127.0.0.1:${this.port}/$control`)).json();
  }
}

function configOf(itsChecks) {
  const queues = itsChecks.filter(({ entities }) => entities.queue).map(({ name, entities }) => ({ Name: name, Properties: entities.queue }));
  const topics = itsChecks.filter(({ entities }) => entities.topic).map(({ name, entities }) => ({
    Name: name,
    Properties: entities.topic,
    Subscriptions: Object.entries(entities.subscriptions ?? {}).map(([subscription, { rules, ...settings }]) =>
      ({ Name: subscription, Properties: settings, Rules: rules })),
  }));
  const root = { KeyName: KEY_NAME, Key: KEY, Rights: ['Manage', 'Send', 'Listen'] };
  return { UserConfig: { Namespaces: [{ Name: 'calibration', AuthorizationRules: [root, LISTEN_ONLY], Queues: queues, Topics: topics }] } };
}

// ---- what checks say often ----

let nextId = 1;

/** A message with an id of its own: Microsoft's client wants one to renew locks. */
export const message = (body, more = {}) => ({ body, messageId: `m${nextId++}`, ...more });

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Receives until there are as many as wanted. */
export async function receive(receiver, count, waitMs = 5000) {
  const received = [];
  while (received.length < count) {
    const more = await receiver.receiveMessages(count - received.length, { maxWaitTimeInMs: waitMs });
    assert.notEqual(more.length, 0, `${received.length} of ${count} messages came`);
    received.push(...more);
  }
  return received;
}

export async function receiveOne(receiver, waitMs) {
  return (await receive(receiver, 1, waitMs))[0];
}

export async function assertEmpty(receiver, waitMs = 400) {
  assert.deepEqual((await receiver.receiveMessages(1, { maxWaitTimeInMs: waitMs })).map(({ body }) => body), []);
}

/** The code of the error that it ends in. */
export async function codeOf(promise) {
  try {
    await promise;
  } catch (error) {
    return error.code ?? error.name;
  }
  return 'no error';
}

/** Waits until something holds. */
export async function eventually(holds, withinMs = 8000) {
  for (const end = Date.now() + withinMs; !(await holds()); await pause(50))
    assert.ok(Date.now() < end, 'it did not come true');
}
