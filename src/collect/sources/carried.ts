import type { CarriedSource } from '../defineSource.ts';

export const carriedRestores: CarriedSource<'carriedRestores'> = {
  id: 'carriedRestores',
  live: { by: 'nothing', because: 'Restores that earlier runs saw are not read by the live answer.' },
};

export const restoreWatches: CarriedSource<'restoreWatches'> = {
  id: 'restoreWatches',
  live: { by: 'nothing', because: 'How long restores have been watched is not read by the live answer.' },
};
