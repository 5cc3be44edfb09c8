// Starts Agents Playground beside a webhook, on loopback only, and stops it again.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * @param {string} webhook the bot's endpoint
 * @param {number} withinMs how long it may take until it listens
 * @returns its page's address, the hosts it was refused, and `stop`
 */
export async function startPlayground(webhook, withinMs = 30_000) {
  const port = await freePort();
  // A home and working folder of its own: it leaves nothing in the person's, and reads no settings from there.
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'playground-'));
  const program = path.join(here, 'node_modules', '@microsoft', 'm365agentsplayground', 'cli.js');
  const child = spawn(
    process.execPath,
    [
      '--require', path.join(here, 'loopback-only.cjs'), program, 'start',
      '--app-endpoint', webhook, '--channel-id', 'msteams', '--port', String(port),
      '--service-url', `http://127.0.0.1:${port}/_connector`, '--disable-telemetry',
    ],
    {
      cwd: home,
      env: { PATH: process.env.PATH, HOME: home, TEAMSAPPTESTER_BROWSER: 'none' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  const refused = [];
  const said = [];
  createInterface({ input: child.stderr }).on('line', line => {
    const match = /^loopback-only: refused (.+)$/.exec(line);
    if (match) refused.push(match[1]);
    else said.push(line);
  });

  const stop = () => new Promise(resolve => {
    const clean = () => {
      fs.rmSync(home, { recursive: true, force: true });
      resolve();
    };
    if (child.exitCode !== null || child.signalCode !== null) return clean();
    child.once('exit', clean);
    child.kill('SIGKILL');
  });

  try {
    await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`Playground did not listen within ${withinMs} ms: ${said.join(' ')}`)), withinMs);
      child.once('error', reject);
      child.once('exit', code => reject(new Error(`Playground ended with ${code}: ${said.join(' ')}`)));
      createInterface({ input: child.stdout }).on('line', line => {
        said.push(line);
        if (!line.startsWith('Listening on')) return;
        clearTimeout(late);
        resolve();
      });
    });
  } catch (error) {
    await stop();
    throw error;
  }

  return { page: `http://127.0.0.1:${port}/`, refused, stop };
}
