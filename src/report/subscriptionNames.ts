import type { RunRecord } from '../domain/record.ts';

/** Gives a subscription's name, or its GUID where Azure gave none. */
export function subscriptionNames({ coverage }: Pick<RunRecord, 'coverage'>): (id: string) => string {
  const names = new Map(coverage.map(({ subscriptionId, name }) => [subscriptionId, name]));
  return (id) => {
    const name = names.get(id);
    return name === undefined || name === '' ? id : name;
  };
}
