/**
 * One bare address: a display name, a second address or a comment could add a recipient that nobody allowed, and a mail
 * server may route `name%elsewhere@here` or `elsewhere!name@here` elsewhere.
 */
// eslint-disable-next-line no-control-regex -- so that none is let in
export const MAIL_ADDRESS = /^[^\s\0-\x1f\x7f@<>,;:"()[\]\\%!]+@[^\s\0-\x1f\x7f@<>,;:"()[\]\\%!]+$/;

export function isAddress(text: string): boolean {
  return MAIL_ADDRESS.test(text);
}
