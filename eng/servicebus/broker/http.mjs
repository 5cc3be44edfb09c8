// HTTP on the broker's port: /$control, and everything else is the administration API.
import { administer } from './admin.mjs';
import { control, state } from './control.mjs';
import { ServiceError } from './errors.mjs';

const MAX_BODY_BYTES = 1024 * 1024;
const CONTROL = '/$control';

export function httpAnswer(broker) {
  return (request, response) => {
    answer(broker, request, response).catch((error) => {
      console.error(error);
      response.destroy();
    });
  };
}

async function answer(broker, request, response) {
  const body = await read(request);
  if (new URL(request.url, 'http://localhost').pathname === CONTROL) {
    answerControl(broker, request.method, body, response);
    return;
  }
  if (broker.faults.blackHole)
    return;
  if (!broker.faults.accepting) {
    response.destroy();
    return;
  }
  if (broker.faults.delayMs > 0)
    await new Promise((resolve) => setTimeout(resolve, broker.faults.delayMs));
  const { status, type = 'application/atom+xml;type=entry;charset=utf-8', text = '' } = administer(broker, request, body);
  if (broker.faults.drops('admin', ''))
    response.destroy();
  else
    response.writeHead(status, { 'content-type': type }).end(text);
}

function answerControl(broker, method, body, response) {
  const send = (status, value) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  try {
    send(200, method === 'POST' ? control(broker, body) : state(broker));
  } catch (error) {
    if (!(error instanceof ServiceError))
      throw error;
    send(error.status, { error: error.description });
  }
}

async function read(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > MAX_BODY_BYTES)
      throw new Error('the request is too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
