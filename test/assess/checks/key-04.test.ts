import { DEFAULT_BASELINE } from '../../../src/domain/baseline.ts';
import { casesOf, gapIn } from '../cases.ts';
import { DES, KEY, KEY_URL } from '../cleanEstate.ts';

const BY_HAND = { rotationToLatestKeyVersionEnabled: false };

casesOf('KEY-04', DES, [
  { name: 'rotates automatically', status: 'Compliant', because: /automatically/ },
  {
    name: 'rotation error',
    given: (draft) =>
      draft.patch('diskEncryptionSets', DES, {
        autoKeyRotationError: { code: 'ManagedServiceIdentityNotFound', message: 'gone' },
      }),
    status: 'NonCompliant',
    because: /ManagedServiceIdentityNotFound/,
  },
  {
    name: 'by hand, young',
    given: (draft) => draft.patch('diskEncryptionSets', DES, BY_HAND),
    status: 'Compliant',
    because: /less than 365 days/,
  },
  {
    name: 'by hand, old',
    given: (draft) =>
      draft.patch('diskEncryptionSets', DES, BY_HAND).patch('keys', KEY, { created: '2025-11-01T00:00:00Z' }),
    status: 'NonCompliant',
    because: /older than 365 days/,
  },
  {
    name: 'by hand, exactly as old as allowed',
    given: (draft) =>
      draft.patch('diskEncryptionSets', DES, BY_HAND).patch('keys', KEY, { created: '2025-11-24T06:00:00Z' }),
    status: 'Compliant',
  },
  {
    name: 'by hand, about to expire',
    given: (draft) =>
      draft.patch('diskEncryptionSets', DES, BY_HAND).patch('keys', KEY, { expires: '2026-12-01T00:00:00Z' }),
    status: 'NonCompliant',
    because: /within the notice period of 30 days/,
  },
  {
    name: 'by hand, age not said',
    given: (draft) => draft.patch('diskEncryptionSets', DES, BY_HAND).patch('keys', KEY, { created: undefined }),
    status: 'Unknown',
  },
  {
    name: 'by hand, key not read',
    given: (draft) => draft.patch('diskEncryptionSets', DES, BY_HAND).lose('keys', KEY),
    status: 'Unknown',
    gaps: gapIn('keys'),
  },
  {
    name: 'set not read, still named by its disks',
    given: (draft) => draft.lose('diskEncryptionSets', DES),
    status: 'Unknown',
    gaps: gapIn('diskEncryptionSets'),
  },
  {
    name: 'key address that is no address',
    given: (draft) => draft.patch('diskEncryptionSets', DES, { ...BY_HAND, keyUrl: KEY_URL.replace('keys', 'things') }),
    baseline: DEFAULT_BASELINE,
    status: 'Unknown',
  },
  { never: 'NotApplicable', because: 'A disk encryption set is judged only where something uses it.' },
]);
