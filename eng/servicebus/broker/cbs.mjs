// Claims-based security: a client puts tokens on $cbs before it attaches elsewhere.
import { pathOf } from './access.mjs';
import { ServiceError } from './errors.mjs';

export const CBS = '$cbs';

export function cbsNode(peer, broker) {
  return {
    path: CBS,
    operation: 'put-token',
    names: { code: 'status-code', text: 'status-description' },
    respond: (request) => putToken(request, peer, broker),
  };
}

function putToken(request, peer, broker) {
  const { operation, type, name } = request.application_properties ?? {};
  if (operation !== 'put-token')
    throw new ServiceError(501, 'amqp:not-implemented', `The operation ${operation} is not supported on $cbs.`);
  const token = typeof request.body === 'string' ? request.body : String(request.body?.content ?? '');
  const grant = type === 'jwt' ? broker.keyring.verifyJwt(token) : broker.keyring.verify(token);
  peer.grant(pathOf(String(name ?? '')), grant);
  return { status: 202, text: 'Accepted' };
}
