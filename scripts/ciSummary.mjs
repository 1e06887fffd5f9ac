// Adds up the test reports of a CI run and ends with the plain line "N passed, N failed"; a failed stage counts as one failure.
import { existsSync, readFileSync } from 'node:fs';

const failedStages = process.argv.slice(2);
let passed = 0;
let failed = failedStages.filter((name) => !name.includes('test') && !name.includes('native')).length;
for (const file of ['.cache/ci/test.json', '.cache/ci/native.json']) {
  if (!existsSync(file)) {
    console.error(`${file} is missing: its stage did not run to the end.`);
    failed += 1;
    continue;
  }
  const report = JSON.parse(readFileSync(file, 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  // A file that fails to load holds no tests, but is a failure all the same.
  failed += report.testResults.filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
  ).length;
}
if (failedStages.length > 0) {
  console.error(`Failed: ${failedStages.join(', ')}`);
  failed = Math.max(failed, failedStages.length);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
