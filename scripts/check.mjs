// npm run check: every static check, two at a time – each takes one core. What a check says is printed when it is done; one that fails does
// not keep the others from running.
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

const AT_ONCE = 2;
const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
// The longest first, so that none is left over alone at the end. Native checks need more than Node.
const LONGEST = ['check:lint', 'check:types'];
const all = Object.keys(scripts).filter((name) => name.startsWith('check:') && name !== 'check:native');
const waiting = [...LONGEST, ...all.filter((name) => !LONGEST.includes(name))];

function run(name) {
  return new Promise((done) => {
    const started = performance.now();
    const child = spawn('npm', ['run', '--silent', name], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // On Windows npm is a script.
      shell: process.platform === 'win32',
    });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
    child.once('error', (error) => said.push(Buffer.from(`${error.message}\n`)));
    child.once('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      process.stdout.write(Buffer.concat(said));
      console.log(`${name}: ${code === 0 ? 'ok' : 'FAILED'}, ${seconds} s`);
      done(code === 0);
    });
  });
}

async function lane() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
    if (!(await run(name))) process.exitCode = 1;
}
await Promise.all(Array.from({ length: AT_ONCE }, lane));
