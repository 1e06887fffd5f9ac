import { judgeDisk, type DiskJudgement } from '../../assess/judgeDisk.ts';
import { ThrottledError } from '../../collect/live/budget.ts';
import { collectChain, UnansweredError, type CollectedChain, type Roll } from '../../collect/live/collectChain.ts';
import type { LiveScope } from '../../collect/live/questions.ts';
import type { ArmId } from '../../domain/armId.ts';
import type { Baseline } from '../../domain/baseline.ts';
import type { CheckId, CheckMeta, Status, Verdict } from '../../domain/check.ts';
import type { Report } from '../../domain/progress.ts';
import type { ChainRow } from '../../domain/record.ts';
import { REQUIREMENTS, REQUIREMENT_TEXT, type RequirementId } from '../../domain/requirement.ts';
import { portalLink } from '../../report/portalLink.ts';
import { CATALOGUE } from '../../assess/checks/catalogue.ts';
import { AzureBusyError } from './azureBusy.ts';
import type { LoadedBaseline } from '../baselineFile.ts';
import type { Connection } from '../connection.ts';
import type { Clock } from '../run/dependencies.ts';
import { CODE_VERSION } from '../version.ts';

export interface LiveQuestion {
  readonly connection: Connection;
  readonly baseline: LoadedBaseline;
  readonly disk: ArmId;
  readonly scope: LiveScope;
  readonly tenantId: string | undefined;
  readonly roll: Roll | undefined;
  /** Whether `scope` leaves out subscriptions that the last run knew. */
  readonly narrowed: boolean;
  readonly clock: Clock;
  readonly report: Report;
}

/** One disk's chain as it is now. Plain JSON; `openApiDocument.ts` describes each field. */
export interface LiveChain {
  readonly disk: string;
  readonly name: string;
  readonly asOf: string;
  readonly codeVersion: string;
  readonly baseline: { readonly name: string; readonly version: string; readonly sha256: string };
  readonly requests: { readonly sent: number; readonly limit: number };
  readonly overall: Status;
  readonly limitations?: readonly string[];
  readonly attested?: true;
  readonly role: ChainRow['role'];
  readonly copyOf?: string;
  readonly virtualMachine?: string;
  readonly method: string;
  readonly requirements: readonly (ChainRow['requirements'][RequirementId] & {
    readonly id: RequirementId;
    readonly question: string;
  })[];
  readonly checks: readonly LiveCheck[];
  /** Checks that could not be fully evaluated. */
  readonly doubts: readonly { readonly check: CheckId; readonly because: string }[];
  readonly links: readonly { readonly kind: string; readonly resources: readonly string[] }[];
  readonly gaps: readonly { readonly source: string; readonly resource?: string; readonly because: string }[];
  readonly notRead: readonly string[];
  readonly portal?: string;
}

interface LiveCheck {
  readonly check: CheckId;
  readonly title: string;
  readonly answers: readonly RequirementId[];
  readonly subject: string;
  readonly subjectKind: string;
  readonly status: Status;
  readonly because: string;
  readonly severity: string;
  readonly remediation?: string;
  readonly exemption?: string;
  readonly limitations?: readonly string[];
  readonly attestation?: string;
  readonly learnMore: string;
}

/** Requests to Azure of one answer, each repeated one counted: under ten. */
const REQUESTS = 9;
/** Milliseconds. An HTTP answer of a Function ends after 230 seconds, a caller's patience long before. @see https://learn.microsoft.com/azure/azure-functions/functions-scale#timeout */
const DEADLINE = 60_000;
/** A caller is on the line: fewer and shorter waits than in a run. */
const PATIENCE = { retries: 2, firstDelay: 500, longestDelay: 4_000, timeout: 20_000 };
/** Seconds, where Azure does not say when it can answer again. */
const LATER = 30;

/** @returns undefined where Azure shows no such disk. @throws AzureBusyError, CredentialError, RuleTieError */
export async function liveChain(question: LiveQuestion): Promise<LiveChain | undefined> {
  const { baseline, disk, clock } = question;
  const asOf = clock.now().toISOString();
  const collected = await collectChain({
    ...question,
    connection: { ...question.connection, patience: PATIENCE },
    withManagementGroups: speaksOfManagementGroups(baseline.baseline),
    limits: { requests: REQUESTS, milliseconds: DEADLINE },
    asOf,
  }).catch((error: unknown) => {
    if (error instanceof ThrottledError) throw new AzureBusyError(error.message, error.seconds, { cause: error });
    if (error instanceof UnansweredError) throw new AzureBusyError(error.message, LATER, { cause: error });
    throw error;
  });
  if (collected === undefined) return undefined;
  const judged = judgeDisk({ ...collected, baseline: baseline.baseline }, disk);
  return judged === undefined ? undefined : answerOf(question, asOf, collected, judged);
}

function speaksOfManagementGroups({ rules, exemptions, attestations }: Baseline): boolean {
  return [...rules, ...exemptions, ...attestations].some(({ where }) => where?.managementGroups !== undefined);
}

function answerOf(
  { baseline, connection, tenantId, roll, narrowed }: LiveQuestion,
  asOf: string,
  collected: CollectedChain,
  { chain, verdicts, doubts, links }: DiskJudgement,
): LiveChain {
  const metas = new Map<CheckId, CheckMeta>(CATALOGUE.map(({ id, meta }) => [id, meta]));
  const { copyOf, virtualMachine, limitations, attested } = chain;
  const portal = portalLink(connection.portal, tenantId, chain.resourceId);
  return {
    disk: chain.resourceId,
    name: chain.name,
    asOf,
    codeVersion: CODE_VERSION,
    baseline: { name: baseline.baseline.name, version: baseline.baseline.version, sha256: baseline.sha256 },
    requests: { sent: collected.requests, limit: REQUESTS },
    overall: chain.overall,
    ...(limitations === undefined ? {} : { limitations }),
    ...(attested === undefined ? {} : { attested }),
    role: chain.role,
    ...(copyOf === undefined ? {} : { copyOf }),
    ...(virtualMachine === undefined ? {} : { virtualMachine }),
    method: chain.method,
    requirements: REQUIREMENTS.map((id) => ({
      id,
      question: REQUIREMENT_TEXT[id].question,
      ...chain.requirements[id],
    })),
    checks: verdicts.map((verdict) => liveCheck(verdict, metas.get(verdict.check))),
    doubts: doubts.map(({ check, because }) => ({ check, because })),
    links: links.map(({ kind, subjects }) => ({ kind, resources: subjects })),
    ...lossesOf(collected, links, roll, narrowed),
    ...(portal?.kind === 'web' ? { portal: portal.url } : {}),
  };
}

function liveCheck(verdict: Verdict, meta: CheckMeta | undefined): LiveCheck {
  const { check, subject, subjectKind, status, because, severity, remediation } = verdict;
  const { exemption, limitations, attestation } = verdict;
  return {
    check,
    title: meta?.title ?? check,
    answers: meta?.answers ?? [],
    subject,
    subjectKind,
    status,
    because,
    severity,
    ...(remediation === '' ? {} : { remediation }),
    ...(exemption === undefined ? {} : { exemption }),
    ...(limitations === undefined ? {} : { limitations }),
    ...(attestation === undefined ? {} : { attestation }),
    learnMore: meta?.learnMore ?? '',
  };
}

/** What failed or was left out along this chain; gaps of resources that nothing in it names are of no concern. */
function lossesOf(
  { gaps, coverage }: CollectedChain,
  links: DiskJudgement['links'],
  roll: Roll | undefined,
  narrowed: boolean,
): Pick<LiveChain, 'gaps' | 'notRead'> {
  const linked = links.flatMap(({ subjects }) => subjects);
  const concerns = (subject: string): boolean =>
    linked.some((id) => id === subject || subject.startsWith(`${id}/`) || id.startsWith(`${subject}/`));
  const seen = gaps.filter(({ kind }) => kind !== 'notSeen');
  const unseen = coverage.filter((row) => !row.seen).map(({ name }) => name);
  const rolled =
    roll === undefined
      ? ['Whether every subscription can be seen: there is no run to consult, or its pack is not as it was stored.']
      : unseen.map((name) => `Subscription ${name}: the run of ${roll.asOf} did not see it.`);
  return {
    gaps: seen
      .filter(({ subject, kind }) => (subject === undefined ? kind !== 'notRead' : concerns(subject)))
      .map(({ source, subject, because }) => ({
        source,
        ...(subject === undefined ? {} : { resource: subject }),
        because,
      })),
    notRead: [
      ...new Set([
        ...seen
          .filter(({ subject, kind }) => subject === undefined && kind === 'notRead')
          .map(({ because }) => because),
        ...rolled,
        ...(narrowed ? ['Other subscriptions in the configured scope were not queried.'] : []),
      ]),
    ].sort(),
  };
}
