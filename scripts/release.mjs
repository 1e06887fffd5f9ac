// What a release is made of, byte for byte the same from the same sources: the app as a zip that Azure deploys, the same for a Durable
// Task Scheduler, the command line as one file and as an npm package, the bill of materials, checksums. Also out/app, the app's files
// unpacked, which azd deploys (azure.yaml): for a scheduler where azd's environment asks for one.
import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync, zipSync } from 'fflate';
import { packedManifest } from './packedManifest.mjs';
import { schedulerHost } from './schedulerHost.mjs';

const APP = 'out/app';
const RELEASE = 'out/release';
const { name, version, description, license, engines } = JSON.parse(readFileSync('package.json', 'utf8'));

execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
for (const folder of [APP, RELEASE]) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

/** The worker reads `main`; nothing is installed in Azure, so no dependency is named. */
const manifest = { name, version, description, license, private: true, main: 'dist/main.cjs', engines };
const files = {
  'dist/main.cjs': readFileSync('dist/main.cjs'),
  'host.json': readFileSync('host.json'),
  'package.json': Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`),
};
const forScheduler = { ...files, 'host.json': Buffer.from(schedulerHost(files['host.json'].toString('utf8'))) };
const hasScheduler = !['', 'none'].includes(process.env.UNBROKEN_DURABLE_TASK_SCHEDULER ?? '');
for (const [path, bytes] of Object.entries(hasScheduler ? forScheduler : files)) {
  mkdirSync(dirname(join(APP, path)), { recursive: true });
  writeFileSync(join(APP, path), bytes);
}

const base = `${name}-${version}`;
const parts = {
  [`${base}.zip`]: zipped(files),
  [`${base}-scheduler.zip`]: zipped(forScheduler),
  [`${base}.cjs`]: readFileSync('dist/cli.cjs'),
  [`${base}.tgz`]: npmPackage(),
  [`${base}.cdx.json`]: Buffer.from(`${JSON.stringify(billOfMaterials(), undefined, 2)}\n`),
};
const sums = Object.entries(parts).map(([file, bytes]) => `${sha256(bytes)}  ${file}\n`);
for (const [file, bytes] of Object.entries(parts)) writeFileSync(join(RELEASE, file), bytes);
writeFileSync(join(RELEASE, 'SHA256SUMS'), sums.join(''));
process.stdout.write(sums.join(''));

/** The first moment that a zip can tell, in whatever zone this runs. */
function zipped(entries) {
  return zipSync(entries, { level: 9, mtime: new Date(1980, 0, 1), os: 3, attrs: 0o644 << 16 });
}

/** What `npm pack` gives, compressed by fflate: zlib packs differently on other machines. */
function npmPackage() {
  const folder = mkdtempSync(join(tmpdir(), 'unbroken-package-'));
  try {
    const ours = readFileSync('package.json', 'utf8');
    const { files: named } = JSON.parse(ours);
    for (const file of ['README.md', 'LICENSE', ...named]) cpSync(file, join(folder, file), { recursive: true });
    writeFileSync(join(folder, 'package.json'), packedManifest(ours));
    npm(['pack', '--ignore-scripts', '--silent'], folder);
    return gzipSync(gunzipSync(readFileSync(join(folder, `${base}.tgz`))), { level: 9, mtime: 0 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function npm(words, cwd) {
  return execFileSync('npm', words, { cwd, shell: process.platform === 'win32', maxBuffer: 64 * 2 ** 20 });
}

/**
 * CycloneDX of what is installed for users, from the lock file. Neither the time nor chance is in it. Packages for developers are
 * taken out beforehand: `npm sbom --omit dev` also leaves out what both need.
 */
function billOfMaterials() {
  const folder = mkdtempSync(join(tmpdir(), 'unbroken-sbom-'));
  try {
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
    const kept = Object.entries(lock.packages).filter(([, { dev }]) => dev !== true);
    lock.packages = Object.fromEntries(kept);
    delete lock.packages[''].devDependencies;
    const root = JSON.parse(readFileSync('package.json', 'utf8'));
    delete root.devDependencies;
    writeFileSync(join(folder, 'package.json'), JSON.stringify(root));
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
    const words = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'];
    const bill = JSON.parse(npm(words, folder).toString('utf8'));
    delete bill.serialNumber;
    delete bill.metadata.timestamp;
    // npm takes the folder's name.
    bill.metadata.component.name = name;
    return bill;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
