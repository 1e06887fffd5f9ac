import { defineCheck } from './shared/defineCheck.ts';
import { compliant, evidence, nonCompliant } from './shared/outcome.ts';

export const pop01 = defineCheck({
  id: 'POP-01',
  version: 1,
  answers: ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7'],
  subject: 'subscription',
  title: 'The subscription was read completely',
  severity: 'High',
  rollsUp: false,
  remediation:
    'Give the identity of the run the Reader role on the subscription, then run again; for a throttled or failed source, run again.',
  limits:
    'Resource Graph is an index and may lag behind; a subscription that nobody expects and the identity cannot see goes unnoticed.',
  learnMore: 'https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests',
  controls: [],
  needs: ['coverage', 'population', 'gaps'],
  assess: ({ coverage, population, gaps }) => {
    const broken = population.filter((row) => !row.whole);
    const facts = evidence({
      'Expected by': coverage.expectedBy.join(', '),
      Seen: coverage.seen,
      'Sources not complete': broken.map((row) => row.source).join(', '),
      Gaps: gaps.length,
      'Rows read': population.reduce((sum, row) => sum + row.kept, 0),
    });
    if (coverage.exists === false)
      return nonCompliant(
        'The subscription does not exist in this tenant.',
        facts,
        'Correct or remove its ID in the scope, the settings or the baseline; assess its tenant in a separate run.',
      );
    if (!coverage.seen) return nonCompliant('The subscription is expected, but Azure did not show it.', facts);
    const [gap] = gaps;
    if (gap !== undefined) return nonCompliant(`It was not read completely: ${gap.because}`, facts);
    const [row] = broken;
    if (row !== undefined)
      return nonCompliant(
        `${row.counted ?? 'An unknown number of'} rows of ${row.source} were counted and ${row.kept} kept.`,
        facts,
      );
    if (!coverage.read) return nonCompliant('It was not read completely.', facts);
    return compliant('Rows read and rows counted agree for every source, and no result was truncated.', facts);
  },
});
