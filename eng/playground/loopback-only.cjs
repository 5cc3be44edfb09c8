'use strict';
// Loaded with `node --require`, before a program that is not ours: whatever it listens on is bound to loopback, and
// whatever it connects to must be on this machine. Each refused target is named once on stderr.
const net = require('node:net');

const LOOPBACK = '127.0.0.1';
const named = new Set();

function isLoopback(host) {
  if (!host) return true; // node's own default is localhost
  const name = String(host).toLowerCase().replace(/^\[|\]$/g, '');
  return name === 'localhost' || name === '::1' || (net.isIPv4(name) && name.startsWith('127.'));
}

function isOptions(value) {
  return value !== null && typeof value === 'object';
}

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function listenOnLoopback(...args) {
  const [first] = args;
  if (isOptions(first) && first.port !== undefined) {
    args[0] = { ...first, host: LOOPBACK };
  } else if (typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first))) {
    const callback = args.find(value => typeof value === 'function');
    args = [{ port: Number(first), host: LOOPBACK }, ...(callback ? [callback] : [])];
  } else if (first === undefined || typeof first === 'function') {
    args = [{ port: 0, host: LOOPBACK }, ...args.filter(value => typeof value === 'function')];
  }
  return listen.apply(this, args);
};

// A caller may pass (options), (port, host) or (path); node's own modules pass the three already folded in an array.
function targetOf(args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (isOptions(first)) return first.path ? null : { host: first.host, port: first.port };
  if (typeof first === 'number' || /^\d+$/.test(String(first))) {
    return { host: typeof second === 'string' ? second : undefined, port: first };
  }
  return null; // a local socket's path
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function connectOnLoopback(...args) {
  const target = targetOf(args);
  if (target === null || isLoopback(target.host)) return connect.apply(this, args);

  const name = `${target.host}:${target.port}`;
  if (!named.has(name)) {
    named.add(name);
    process.stderr.write(`loopback-only: refused ${name}\n`);
  }
  const refusal = Object.assign(new Error(`refused by loopback-only: ${name}`), { code: 'ECONNREFUSED' });
  process.nextTick(() => this.destroy(refusal));
  return this;
};
