import { errorText } from '../../base/errorText.ts';

/**
 * Why no way of signing in gave a token, in one line. Missing ways (no CLI, no PowerShell) are not mentioned, since each has
 * such a message; for a way that exists and was refused, its message is shown.
 * @throws Error always
 */
export function signInFault(cause: unknown): never {
  const refused = [...leavesOf(cause)].filter(({ name }) => name !== 'CredentialUnavailableError');
  const because =
    refused.length === 0
      ? 'nobody is signed in here, and there is no managed identity'
      : refused.map((error) => firstLine(errorText(error))).join('; ');
  throw new Error(`Could not get a token for Azure: ${because}.`, { cause });
}

/** The errors that an aggregate holds; of any other error, itself. */
function* leavesOf(error: unknown): Generator<{ readonly name: string }> {
  if (!(error instanceof Error)) return;
  const inner: unknown = 'errors' in error ? error.errors : undefined;
  if (Array.isArray(inner)) for (const one of inner as readonly unknown[]) yield* leavesOf(one);
  else yield error;
}

function firstLine(text: string): string {
  return (text.split('\n').find((line) => line.trim() !== '') ?? text).trim().replace(/\.$/, '');
}
