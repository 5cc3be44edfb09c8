// Calibrates the broker: Microsoft's own client must find it to behave as the service does.
//   node calibrate.mjs [PART-OF-A-NAME]…
// One line for each check, "ok NAME" or "FAILED NAME: why", then a summary; exit code 0 when all passed.
import './calibration/messages.mjs';
import './calibration/time.mjs';
import './calibration/sessions.mjs';
import './calibration/topics.mjs';
import './calibration/administration.mjs';
import './calibration/security.mjs';
import './calibration/transports.mjs';
import './calibration/faults.mjs';
import { runChecks } from './calibration/harness.mjs';

// The certificates are of an authority that each broker makes for itself; what is checked here is the broker, not them.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
process.removeAllListeners('warning');
// Microsoft's client lets some promises of its own go unheard when connections are cut under it.
const strays = [];
process.on('unhandledRejection', (error) => strays.push(error));

const results = await runChecks(process.argv.slice(2));
for (const { name, error, ms } of results.sort((a, b) => a.name.localeCompare(b.name)))
  console.log(error ? `FAILED ${name}: ${String(error.message).split('\n').join(' ')} (${ms} ms)` : `ok ${name} (${ms} ms)`);
const failed = results.filter(({ error }) => error).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 || results.length === 0 ? 1 : 0);
