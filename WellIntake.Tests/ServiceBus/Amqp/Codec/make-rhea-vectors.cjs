// Writes rhea-vectors.txt: bytes of an AMQP encoder that is not ours, as "name hex". Run after a new version of rhea:
//   node make-rhea-vectors.cjs ../../../../eng/servicebus/node_modules/rhea > rhea-vectors.txt
const path = require('path');
const rhea = path.resolve(process.argv[2]);
const types = require(path.join(rhea, 'lib/types.js'));
const message = require(path.join(rhea, 'lib/message.js'));
const frames = require(path.join(rhea, 'lib/frames.js'));
const terminus = require(path.join(rhea, 'lib/terminus.js'));

const value = v => { const w = new types.Writer(); w.write(v); return w.toBuffer(); };
const put = (name, buffer) => console.log(name + ' ' + buffer.toString('hex'));
const frame = (name, performative, payload) => put(name, frames.write_frame(frames.amqp_frame(3, performative, payload)));
const sasl = (name, performative) => put(name, frames.write_frame(frames.sasl_frame(performative)));
const uuid = Buffer.from('00112233445566778899aabbccddeeff', 'hex');

put('null', value(types.wrap(null)));
put('true', value(types.wrap_boolean(true)));
put('false', value(types.wrap_boolean(false)));
put('ubyte', value(types.wrap_ubyte(200)));
put('ushort', value(types.wrap_ushort(60000)));
put('uint-0', value(types.wrap_uint(0)));
put('uint-small', value(types.wrap_uint(200)));
put('uint', value(types.wrap_uint(4000000000)));
put('ulong-0', value(types.wrap_ulong(0)));
put('ulong-small', value(types.wrap_ulong(200)));
put('ulong', value(types.wrap_ulong(1234567890123)));
put('byte', value(types.wrap_byte(-100)));
put('short', value(types.wrap_short(-30000)));
put('int-small', value(types.wrap_int(-100)));
put('int', value(types.wrap_int(-2000000000)));
put('long-small', value(types.wrap_long(-100)));
put('long', value(types.wrap_long(-1234567890123)));
put('float', value(types.wrap_float(0.5)));
put('double', value(types.wrap_double(-1234.0625)));
put('char', value(types.wrap_char(0x20ac)));
put('timestamp', value(types.wrap_timestamp(1767603600123)));
put('uuid', value(types.wrap_uuid(uuid)));
put('binary-small', value(types.wrap_binary(Buffer.from([1, 2, 3]))));
put('binary', value(types.wrap_binary(Buffer.alloc(300, 7))));
put('string-small', value(types.wrap_string('Grüße, 東京 🎉')));
put('string', value(types.wrap_string('é'.repeat(200))));
put('symbol-small', value(types.wrap_symbol('com.microsoft:x')));
put('symbol', value(types.wrap_symbol('s'.repeat(300))));
put('list-0', value(types.wrap_list([])));
put('list', value(types.wrap_list([types.wrap_int(1), types.wrap_string('two'), types.wrap(null), types.wrap_list([types.wrap_boolean(true)])])));
put('map', value(types.wrap_map({ a: types.wrap_long(1), b: types.wrap_string('x') })));
put('map-symbolic', value(types.wrap_symbolic_map({ a: types.wrap_uint(1) })));
put('array-symbol', value(types.wrap_array(['one', 'two'], 0xb3)));
put('array-long', value(types.wrap_array([1, 2, 3], 0x81)));
put('array-uuid', value(types.wrap_array([uuid, uuid], 0x98)));
put('described', value(types.described(types.wrap_symbol('com.microsoft:session-filter'), types.wrap_string('s1'))));

sasl('sasl-mechanisms', frames.sasl_mechanisms({ sasl_server_mechanisms: ['ANONYMOUS', 'MSSBCBS'] }));
sasl('sasl-init', frames.sasl_init({ mechanism: 'ANONYMOUS', hostname: 'host' }));
sasl('sasl-outcome', frames.sasl_outcome({ code: 0 }));
frame('open', frames.open({ container_id: 'c', hostname: 'h', max_frame_size: 65536, channel_max: 255, idle_time_out: 30000, offered_capabilities: ['a', 'b'], properties: { product: 'p' } }));
frame('begin', frames.begin({ remote_channel: 5, next_outgoing_id: 1, incoming_window: 2048, outgoing_window: 4294967295, handle_max: 7 }));
const source = terminus.source({ address: 'q', filter: { 'com.microsoft:session-filter': types.described(types.wrap_symbol('com.microsoft:session-filter'), types.wrap_string('s1')) } });
frame('attach', frames.attach({ name: 'l', handle: 2, role: true, snd_settle_mode: 0, rcv_settle_mode: 1, source: source.described(), target: terminus.target({ address: 't' }).described(), initial_delivery_count: 0, max_message_size: 262144, properties: { 'com.microsoft:timeout': types.wrap_uint(60000) } }));
frame('flow', frames.flow({ next_incoming_id: 9, incoming_window: 100, next_outgoing_id: 8, outgoing_window: 200, handle: 2, delivery_count: 3, link_credit: 50, drain: true }));
frame('transfer', frames.transfer({ handle: 2, delivery_id: 4, delivery_tag: Buffer.from(uuid), message_format: 0, settled: false, more: true }), Buffer.from('payload'));
frame('disposition', frames.disposition({ role: true, first: 4, last: 6, settled: true, state: message.accepted().described() }));
frame('disposition-rejected', frames.disposition({ role: true, first: 4, settled: false, state: message.rejected({ error: { condition: 'com.microsoft:dead-letter', description: 'd', info: { DeadLetterReason: 'r' } } }).described() }));
frame('disposition-modified', frames.disposition({ role: true, first: 4, settled: false, state: message.modified({ delivery_failed: true, undeliverable_here: true, message_annotations: { a: 1 } }).described() }));
frame('detach', frames.detach({ handle: 2, closed: true, error: { condition: 'amqp:not-found', description: 'gone' } }));
frame('end', frames.end({}));
frame('close', frames.close({ error: { condition: 'amqp:connection:forced', description: 'bye' } }));

put('message-value', message.encode({ message_id: 'm1', correlation_id: types.wrap_ulong(7), to: 't', subject: 's', reply_to: 'r', content_type: 'application/json', group_id: 'g', creation_time: 1767603600123, group_sequence: 3,
  durable: true, priority: 4, ttl: 60000, first_acquirer: false, delivery_count: 2, message_annotations: { 'x-opt-sequence-number': types.wrap_long(12) }, application_properties: { text: 'x', number: types.wrap_int(5) }, body: 'hello' }));
put('message-data', message.encode({ body: message.data_section(Buffer.from('abc')) }));
put('message-data-sections', message.encode({ body: message.data_sections([Buffer.from('abc'), Buffer.from('def')]) }));
put('message-sequence', message.encode({ body: message.sequence_section(['a', types.wrap_int(1)]) }));
