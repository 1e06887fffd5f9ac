import { failureCard, runCard } from '../../report/card.ts';
import type { RunFailure } from '../../report/mail.ts';
import type { RunContents } from '../../report/packContents.ts';
import type { DeliveryResult, RunDependencies } from './dependencies.ts';
import { sendOnce } from './sendOnce.ts';

/** How the webhook is named among the recipients: its address is a secret. */
const WEBHOOK = 'webhook';

/** Posts a stored run to the channel, once. */
export async function postRun(
  dependencies: RunDependencies,
  contents: RunContents,
): Promise<readonly DeliveryResult[]> {
  const { runId } = contents;
  const workbookUrl = dependencies.workbookUrl?.(runId);
  return post(dependencies, runId, () => runCard(contents, workbookUrl));
}

/** Posts that a run left no evidence. `claimId` tells it apart from the post of a later try that succeeds. */
export async function postFailure(
  dependencies: Pick<RunDependencies, 'webhook' | 'history'>,
  claimId: string,
  failure: RunFailure,
): Promise<readonly DeliveryResult[]> {
  return post(dependencies, claimId, () => failureCard(failure));
}

async function post(
  { webhook, history }: Pick<RunDependencies, 'webhook' | 'history'>,
  runId: string,
  card: () => string,
): Promise<readonly DeliveryResult[]> {
  if (webhook === undefined) return [];
  return [
    await sendOnce(history, runId, WEBHOOK, async () => ({
      messageId: `${runId}@${WEBHOOK}`,
      response: await webhook.post(card()),
    })),
  ];
}
