import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take five seconds of processor time or more, the longest first (measured one by one). A fresh checkout knows no times, and the size of a file says little: a
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
  'simulator/estate.generator',
  'app/pack/answers',
  'app/pack/hostilePack',
  'app/run/twoWeeks',
  'app/pack/consistent',
  'app/run/alteredPast',
  'property/sealedBank',
  'property/assess',
  'collect/faultScripts',
  'app/run/stages/killed',
  'app/run/alteredStorage',
  'collect/armDetails',
  'app/pack/earlierRun',
  'app/run/carried',
  'property/conflictingRows',
  'cli/packed',
  'app/pack/timestamp',
  'app/pack/mutation',
  'release/release',
  'powerbi/demoHistory',
  'history/historyFaults',
  'contoso/',
  'app/pack/readOnly',
  'collect/replay',
  'collect/resourceGraph',
  'collect/requestPlan',
  'collect/liveChain',
  'app/run/stages/stages',
  'app/pack/redact',
  'property/alteredFields',
  'app/pack/ownForm',
  'cli/commands',
  'infra/hooks',
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
