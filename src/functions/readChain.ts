import { app } from '@azure/functions';
import { unbroken } from '../app/application.ts';
import { diskIdOf } from '../app/http/diskAddress.ts';
import { answering, problem, READING } from './answers.ts';
import { authLevel, callerOf } from './caller.ts';
import { emit } from './signals.ts';

/** `GET /api/disks/{subscriptionId}/{resourceGroup}/{name}/chain` → the disk's chain, asked of Azure now. */
export const readChain = answering(async (request, context) => {
  const caller = callerOf(request, ['Auditor', 'Requester'], process.env);
  const { subscriptionId = '', resourceGroup = '', name = '' } = request.params;
  const disk = diskIdOf({ subscriptionId, resourceGroup, name });
  const chain = await unbroken(process.env).chainOf(disk, caller.subscriptions, (event) => {
    if (event.kind === 'chainBroken') emit(context, { signal: 'evidenceAltered', because: event.because });
  });
  emit(context, {
    signal: 'chainRead',
    disk,
    found: chain !== undefined,
    requests: chain?.requests.sent,
    caller: caller.objectId,
  });
  if (chain === undefined)
    return problem(
      404,
      'DiskNotFound',
      `Azure shows no disk ${name} there: it does not exist, or it cannot be seen (outside the configured scope, or the identity lacks the role Reader on its subscription).`,
    );
  return { jsonBody: chain, headers: { 'Cache-Control': 'no-store' } };
});

app.http('readChain', {
  methods: READING,
  authLevel,
  route: 'disks/{subscriptionId}/{resourceGroup}/{name}/chain',
  handler: readChain,
});
