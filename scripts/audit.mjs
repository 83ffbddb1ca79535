// Asks the registry for known faults of the packages that a user gets: npm run audit. Exit status 1 where there is one,
// 2 where the registry does not answer, so that silence does not pass for a clean bill.

import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const root = fileURLToPath(new URL('..', import.meta.url));
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const { stdout, stderr } = await execa(npm, ['audit', '--omit=dev', '--json'], { cwd: root, reject: false });

let report;
try {
  report = JSON.parse(stdout);
} catch {
  report = { error: { summary: stderr.trim().split('\n')[0] || 'no answer' } };
}
if (report.error || !report.metadata) {
  const { summary, detail, code } = report.error ?? {};
  console.error(`not audited: the registry does not answer (${summary || detail || code || report.message})`);
  process.exit(2);
}
const { total } = report.metadata.vulnerabilities;
for (const [name, { severity, range, via }] of Object.entries(report.vulnerabilities)) {
  const what = via.map((one) => (typeof one === 'string' ? one : `${one.title} (${one.url})`)).join('; ');
  console.log(`${severity}: ${name} ${range}: ${what}`);
}
console.log(`${report.metadata.dependencies.prod} packages audited, ${total} known faults`);
process.exitCode = total > 0 ? 1 : 0;
