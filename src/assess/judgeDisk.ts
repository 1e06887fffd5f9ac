import type { ArmId } from '../domain/armId.ts';
import type { Baseline } from '../domain/baseline.ts';
import type { Verdict } from '../domain/check.ts';
import type { Estate } from '../domain/estate.ts';
import type { ChainRow, Coverage } from '../domain/record.ts';
import { IN_MEMORY } from '../domain/room.ts';
import { buildChains } from './chain/chains.ts';
import { CATALOGUE } from './checks/catalogue.ts';
import { contributionsOf, rollUp, type Contribution } from './judging/rollUp.ts';
import type { Subject, SubjectName, SubjectsByName } from './chain/subjects.ts';
import { agreedBy, type Judged } from './judging/agreement.ts';
import { otherReadings } from './judging/readings.ts';
import { judgingWith, takeVerdicts, VerdictIndex } from './judging/verdicts.ts';

/** One disk's chain and what the checks say along it. */
export interface DiskJudgement {
  readonly chain: ChainRow;
  /** Of everything that the disk is linked to, sorted by check, then subject. */
  readonly verdicts: readonly Verdict[];
  /** Checks that could not be fully evaluated. */
  readonly doubts: readonly Contribution[];
  /** What the disk is linked to, by kind. */
  readonly links: readonly { readonly kind: SubjectName; readonly subjects: readonly string[] }[];
}

interface LiveFacts {
  readonly estate: Estate;
  readonly coverage: readonly Coverage[];
  readonly baseline: Baseline;
}

/**
 * The same joins, checks and roll-up as a run's, for the chain of one disk.
 * @returns undefined if the estate has no such disk
 */
export function judgeDisk(facts: LiveFacts, disk: ArmId): DiskJudgement | undefined {
  const first = judgeReading(facts, disk);
  const others = otherReadings(facts.estate);
  if (first === undefined || others.count === 0) return first;
  const readings: Judged[] = [{ other: new Set(), verdicts: first.verdicts, chains: [first.chain] }];
  let { doubts, links } = first;
  for (const { estate, other } of others) {
    const again = judgeReading({ ...facts, estate }, disk);
    if (again === undefined) continue;
    readings.push({ other, verdicts: again.verdicts, chains: [again.chain] });
    doubts = together(doubts, again.doubts);
    links = linksTogether(links, again.links);
  }
  const { verdicts, chains } = agreedBy(readings, IN_MEMORY);
  return { chain: chains.at(0) ?? first.chain, verdicts: [...verdicts], doubts, links };
}

/** Each once. */
function together<One>(some: readonly One[], more: readonly One[]): readonly One[] {
  return [...new Map([...some, ...more].map((one) => [JSON.stringify(one), one])).values()];
}

function linksTogether(some: DiskJudgement['links'], more: DiskJudgement['links']): DiskJudgement['links'] {
  const kinds = [...new Set([...some, ...more].map(({ kind }) => kind))];
  return kinds.map((kind) => {
    const subjects = [...some, ...more].filter((link) => link.kind === kind).flatMap((link) => link.subjects);
    return { kind, subjects: [...new Set(subjects)].sort() };
  });
}

function judgeReading({ estate, coverage, baseline }: LiveFacts, disk: ArmId): DiskJudgement | undefined {
  const { disks, subjects, reader } = buildChains({ estate, coverage, population: [], baseline });
  const found = disks.find((candidate) => candidate.disk.id === disk);
  if (found === undefined) return undefined;
  const links = Object.entries(found.links).flatMap(([kind, linked]) =>
    linked === undefined || linked.subjects.length === 0
      ? []
      : [{ kind: kind as SubjectName, subjects: [...linked.subjects].sort() }],
  );
  const linked = new Map(links.map((link) => [link.kind, new Set(link.subjects)]));
  const verdicts = [...takeVerdicts(only(subjects, linked), judgingWith(baseline, reader))];
  const index = new VerdictIndex(verdicts);
  const told = new Set<unknown>(verdicts);
  return {
    chain: rollUp(found, index, baseline.absence),
    verdicts,
    doubts: CATALOGUE.flatMap((entry) => contributionsOf(entry, found, index, baseline.absence)).filter(
      (one) => !told.has(one),
    ),
    links,
  };
}

function only(subjects: SubjectsByName, linked: ReadonlyMap<SubjectName, ReadonlySet<string>>): SubjectsByName {
  const kept = Object.entries(subjects).map(([kind, all]) => {
    const ids = linked.get(kind as SubjectName);
    return [kind, (all as readonly Subject<SubjectName>[]).filter(({ identity }) => ids?.has(identity.id) === true)];
  });
  return Object.fromEntries(kept) as SubjectsByName;
}
