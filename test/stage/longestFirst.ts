import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take ten seconds or more, the longest first (measured). A fresh checkout knows no times, and the size of a file says little: a
 * thousand alterations fit in twenty lines, and begun last they would keep one core waiting for the other.
 */
export const LONG = [
  'native/mutationsOfFiles',
  'native/mutationsMadeAnew',
  'native/alteredFieldsOfBank',
  'native/killedInPart',
  'native/killedWhole',
  'native/conflictingRows',
  'native/mutationsOfCopies',
  'native/alteredFieldsOfRecorded',
  'native/withdrawn',
  'native/policy/policy',
  'functions/interrupted',
  'functions/lostRuns',
  'functions/http',
  'functions/signals',
  'app/pack/consistent',
  'app/pack/readOnly',
  'app/pack/answers',
  'app/pack/hostilePack',
  'app/run/twoWeeks',
  'app/run/stages/killed',
  'app/pack/earlierRun',
  'app/run/alteredPast',
  'app/pack/ownForm',
  'app/run/carried',
  'app/pack/timestamp',
  'app/pack/mutation',
  'app/pack/redactSecondWeek',
  'app/pack/redactCanaries',
  'property/sealedBank',
  'property/alteredFields',
  'property/conflictingRows',
  'property/assess',
  'powerbi/demoHistory',
  'release/release',
  'cli/packed',
  'infra/hooks',
  'app/pack/redact',
  'app/run/stages/stages',
  'collect/replay',
  'collect/liveChain',
  'contoso/',
];

const placeOf = ({ moduleId }: TestSpecification): number => {
  const at = LONG.findIndex((name) => moduleId.includes(`/test/${name}`));
  return at < 0 ? LONG.length : at;
};

/** Test files in the order in which two cores are busy to the end: within a project the longest first, all others as Vitest would. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const projects = [...new Set(sorted.map(({ project }) => project))];
    return projects.flatMap((one) =>
      sorted.filter(({ project }) => project === one).sort((a, b) => placeOf(a) - placeOf(b)),
    );
  }
}
