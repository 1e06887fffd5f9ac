const PACKED = [
  'name',
  'version',
  'description',
  'license',
  'repository',
  'bugs',
  'private',
  'bin',
  'files',
  'engines',
];

/**
 * The package.json that travels with `npm pack`, as text. Everything is in the bundle, so nothing is installed with it; the
 * repository's own keeps its dependencies where npm audit and Dependabot look for them.
 */
export function packedManifest(ours) {
  const kept = Object.entries(JSON.parse(ours)).filter(([key]) => PACKED.includes(key));
  return `${JSON.stringify(Object.fromEntries(kept), undefined, 2)}\n`;
}
