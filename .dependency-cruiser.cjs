/** The import rules of the house (docs/architecture.md). Each says what to do instead. */
module.exports = {
  forbidden: [
    {
      name: 'pure-core',
      severity: 'error',
      comment:
        'assess imports domain and the pure helpers of base: no npm, no node:. Collect the value in collect/ and pass it in.',
      from: { path: '^src/assess/' },
      to: { pathNot: '^src/(domain|assess)/|^src/base/[^/]+$' },
    },
    {
      name: 'domain-is-the-bottom',
      severity: 'error',
      comment: 'domain imports itself and the pure helpers of base. Move what needs more into assess/ or app/.',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/|^src/base/[^/]+$' },
    },
    {
      name: 'base-is-the-bottom',
      severity: 'error',
      comment:
        'base imports nothing but itself and node:. A helper that knows our words belongs in the room that uses it.',
      from: { path: '^src/base/' },
      to: { path: '^src/|node_modules', pathNot: '^src/base/|node_modules/@types/' },
    },
    {
      name: 'pure-base',
      severity: 'error',
      comment:
        'Files right in base are pure and synchronous, as domain and assess are. What waits or needs node: goes into base/io/.',
      from: { path: '^src/base/[^/]+$' },
      to: { pathNot: '^src/base/[^/]+$' },
    },
    {
      name: 'access-is-the-ground-floor-of-assess',
      severity: 'error',
      comment: 'access answers who may do what, from facts alone. Join it to disks in chain/, judge it in checks/.',
      from: { path: '^src/assess/access/' },
      to: { path: '^src/assess/', pathNot: '^src/assess/access/' },
    },
    {
      name: 'chain-takes-no-verdict',
      severity: 'error',
      comment: 'chain joins facts and gaps. What judges them is a check, or what checks share.',
      from: { path: '^src/assess/chain/' },
      to: { path: '^src/assess/', pathNot: '^src/assess/(chain|access)/' },
    },
    {
      name: 'joins-know-no-chain',
      severity: 'error',
      comment:
        'A join pairs rows of the estate. What is built from several joins is a link, a subject or the chain itself.',
      from: { path: '^src/assess/chain/joins(/|\\.ts$)' },
      to: { path: '^src/assess/chain/(subjects/|(links|diskInChain|lineage|chains)\\.ts$)' },
    },
    {
      name: 'checks-know-no-judging',
      severity: 'error',
      comment: 'A check judges the parts that it names. Rules, exemptions and roll-up come after it, in judging/.',
      from: { path: '^src/assess/checks/' },
      to: { path: '^src/assess/', pathNot: '^src/assess/(checks|chain|access)/' },
    },
    {
      name: 'a-check-stands-alone',
      severity: 'error',
      comment: 'No check imports another, and what they share imports none. Move the common part into checks/shared/.',
      from: { path: '^src/assess/checks/(shared/|[a-z]+-\\d+\\.ts$)' },
      to: { path: '^src/assess/checks/[^/]+$' },
    },
    {
      name: 'judging-is-below-the-top',
      severity: 'error',
      comment: 'The files right in assess/ are the ways in. What they share belongs on a floor below.',
      from: { path: '^src/assess/judging/' },
      to: { path: '^src/assess/[^/]+$' },
    },
    {
      name: 'rules-know-no-verdict',
      severity: 'error',
      comment:
        'judging/rules says which rule holds for whom. Verdicts, exemptions and roll-up use it, not the reverse.',
      from: { path: '^src/assess/judging/rules/' },
      to: { path: '^src/assess/judging/[^/]+$' },
    },
    {
      name: 'siblings-do-not-meet',
      severity: 'error',
      comment:
        'collect, report, history and deliver share only domain, base and the format of packs (pack/). Compose them in app/.',
      from: { path: '^src/(collect|report|history|deliver)/' },
      to: { path: '^src/', pathNot: '^src/($1|domain|base|pack)/' },
    },
    {
      name: 'pack-is-the-format-alone',
      severity: 'error',
      comment: 'pack knows files and bytes, not who collects, judges or renders. Pass in what it needs from app/.',
      from: { path: '^src/pack/' },
      to: { path: '^src/', pathNot: '^src/(pack|domain|base)/' },
    },
    {
      name: 'a-sink-never-asks-azure',
      severity: 'error',
      comment: 'report, history and deliver render the record. Only collect talks to Resource Graph and ARM.',
      from: { path: '^src/(report|history|deliver)/' },
      to: { path: 'node_modules/@azure/arm-' },
    },
    {
      name: 'rows-ask-nobody',
      severity: 'error',
      comment:
        'collect/rows makes facts of rows that are there. Ask for them in collect/requests, and bring both together in collectEstate.',
      from: { path: '^src/collect/rows/' },
      to: { path: '^src/collect/(requests|keptAnswers|live)/|^src/collect/(intake|collectEstate)\\.ts$' },
    },
    {
      name: 'requests-know-no-facts',
      severity: 'error',
      comment:
        'collect/requests sends questions to Azure within its limits. What an answer means is read in collect/rows.',
      from: { path: '^src/collect/requests/' },
      to: { path: '^src/collect/(rows|keptAnswers|live)/|^src/collect/(intake|collectEstate)\\.ts$' },
    },
    {
      name: 'findings-know-no-sheet',
      severity: 'error',
      comment:
        'report/findings sorts and groups findings for every output alike. How one shows them belongs to that output.',
      from: { path: '^src/report/findings/' },
      to: { path: '^src/report/(sheets|workbook|mail|renderings)/' },
    },
    {
      name: 'app-is-below-the-shells',
      severity: 'error',
      comment: 'app knows every room but no shell. Pass what it needs from functions/ or cli/.',
      from: { path: '^src/(app|base|domain|pack|collect|assess|report|history|deliver)/' },
      to: { path: '^src/(functions|cli)/' },
    },
    {
      name: 'http-is-for-callers',
      severity: 'error',
      comment:
        'app/http serves the triggers: the functions and the application ask it; settings and the local run know its scopes only. What a run needs belongs in app/.',
      from: { path: '^src/', pathNot: '^src/(app/http/|functions/|app/application\\.ts$)' },
      to: { path: '^src/app/http/', pathNot: '^src/app/http/scopes\\.ts$' },
    },
    {
      name: 'scopes-are-a-setting',
      severity: 'error',
      comment:
        'Who may read what over HTTP is parsed with the settings; a run gets the sets of subscriptions as plain values.',
      from: {
        path: '^src/',
        pathNot: '^src/(app/http/|functions/|app/(application|environment|settings|localRun)\\.ts$)',
      },
      to: { path: '^src/app/http/scopes\\.ts$' },
    },
    {
      name: 'named-after-what-it-does',
      severity: 'error',
      comment: 'No index.ts in src: name the way in after what it does or holds (docs/architecture.md).',
      from: { path: '^src/' },
      to: { path: '^src/.+/index\\.ts$' },
    },
    {
      name: 'shells-are-thin',
      severity: 'error',
      comment: 'functions and cli call app. Work that they need belongs there.',
      from: { path: '^src/(functions|cli)/' },
      to: { path: '^src/', pathNot: '^src/($1|app|domain|base)/' },
    },
    {
      name: 'functions-sdk-in-functions-only',
      severity: 'error',
      comment: 'Only src/functions knows the Functions platform and its engine. Pass plain values to app.',
      from: { path: '^src/', pathNot: '^src/functions/' },
      to: { path: 'node_modules/(@azure/functions|durable-functions)' },
    },
    {
      name: 'src-imports-no-test',
      severity: 'error',
      comment: 'Test code never reaches the bundles. Move what is shared into src.',
      from: { path: '^src/' },
      to: { path: '^(test|bench|scripts)/' },
    },
    {
      name: 'only-the-demo-loads-the-simulator',
      severity: 'error',
      comment: 'The simulator is never in a bundle: cli/demoStage.ts loads it lazily from a clone.',
      from: { path: '^src/', pathNot: '^src/cli/demoStage\\.ts$' },
      to: { path: '^simulator/' },
    },
    {
      name: 'simulator-stands-alone',
      severity: 'error',
      comment: 'The simulator is Azure, not us: it shares no code with src, or it would share our mistakes.',
      from: { path: '^simulator/' },
      to: { path: '^(src|test|bench)/' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'Two files that import each other are one file, or need a third.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'known-packages-only',
      severity: 'error',
      comment: 'src uses packages listed in dependencies; devDependencies are for tests, tools and the simulator.',
      from: { path: '^src/', pathNot: '^src/cli/demoStage\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'nothing-unresolvable',
      severity: 'error',
      comment: 'The import leads nowhere.',
      from: { path: '^(src|simulator|test|bench)/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.kql', '.d.ts'],
    },
    includeOnly: undefined,
    exclude: { path: '(^|/)(dist|out|coverage)/' },
  },
};
