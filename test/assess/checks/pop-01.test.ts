import { casesOf } from '../cases.ts';
import { OTHER_SUB, SUB } from '../estateOf.ts';

const ROW = {
  source: 'disks',
  subscriptionId: SUB,
  counted: 6,
  received: 6,
  kept: 6,
  duplicates: 0,
  malformed: 0,
  whole: true,
} as const;

casesOf('POP-01', `/subscriptions/${SUB}`, [
  { name: 'read whole', given: (draft) => (draft.population = [ROW]), status: 'Compliant' },
  {
    name: 'not seen',
    given: (draft) => draft.cover(SUB, { seen: false, read: false }),
    status: 'NonCompliant',
    because: /did not show it/,
  },
  { name: 'a gap', given: (draft) => draft.gap('snapshots', SUB), status: 'NonCompliant', because: /throttled/ },
  { name: 'a gap everywhere', given: (draft) => draft.gap('snapshots', '*'), status: 'NonCompliant' },
  { name: 'a gap elsewhere', given: (draft) => draft.gap('snapshots', OTHER_SUB), status: 'Compliant' },
  {
    name: 'counted more than kept',
    given: (draft) => (draft.population = [{ ...ROW, counted: 7, whole: false }]),
    status: 'NonCompliant',
    because: /7 rows of disks were counted and 6 kept/,
  },
  { never: 'Unknown by gap', because: 'A gap is what it reports.' },
  { never: 'Unknown by value', because: 'What could not be read whole is the finding.' },
  { never: 'NotApplicable', because: 'Every subscription in scope has to be read.' },
]);
