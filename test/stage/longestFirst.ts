import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take five seconds of processor time or more, the longest first (measured one by one). A fresh checkout knows no times, and the size of a file says little: a
 * thousand alterations fit in twenty lines, and begun last they would keep one core waiting for the other.
 */
export const LONG = [
  'native/alteredFieldsOfBank',
  'native/conflictingRows',
  'native/mutationsMadeAnew',
  'native/workbook',
  'native/killedWhole',
  'native/withdrawn',
  'native/killedInPart',
  'native/mutationsOfFiles',
  'native/mutationsOfCopies',
  'native/infra/template',
  'native/alteredFieldsOfRecorded',
  'native/infra/brought',
  'native/reshapedPacks',
  'functions/interrupted',
  'functions/http',
  'functions/signals',
  'simulator/estate.generator',
  'app/pack/readOnly',
  'app/pack/answers',
  'cli/packed',
  'app/run/timeBudget',
  'app/run/alteredPast',
  'app/pack/otherWords',
  'app/run/twoWeeks',
  'app/run/carried',
  'app/pack/sentences',
  'app/pack/earlierRun',
  'app/pack/hostilePack',
  'app/pack/redact',
  'property/assess',
  'app/run/alteredStorage',
  'property/conflictingRows',
  'app/run/stages/killed',
  'collect/faultScripts',
  'app/pack/timestamp',
  'property/sealedBank',
  'functions/lostRuns',
  'collect/armDetails',
  'app/run/failures',
  'history/historyFaults',
  'app/pack/consistent',
  'app/pack/ownForm',
  'app/pack/bounds',
  'app/pack/mutation',
  'release/release',
  'powerbi/demoHistory',
  'contoso/',
  'collect/replay',
  'collect/resourceGraph',
  'collect/requestPlan',
  'collect/liveChain',
  'app/run/stages/stages',
  'app/run/stages/slices',
  'app/run/excerpts',
  'app/run/earlierRestores',
  'report/readCells',
  'report/workbook',
  'base/regularExpressions',
  'property/remediation',
  'property/filed',
  'property/alteredFields',
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
