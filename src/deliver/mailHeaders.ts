/**
 * Headers of every mail: out-of-office replies stay away, and mail programs can sort the mails of one sender as a list.
 * @see https://www.rfc-editor.org/rfc/rfc3834#section-5 @see https://www.rfc-editor.org/rfc/rfc2919
 */
export function mailHeaders(from: string): Readonly<Record<string, string>> {
  return { 'Auto-Submitted': 'auto-generated', 'List-Id': `Disk encryption evidence <unbroken.${domainOf(from)}>` };
}

/** The domain of an address, with nothing in it that a header could trip over. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).replace(/[^A-Za-z0-9.-]/g, '');
}
