const NAMES_IT = /encrypt(ion|ed|ing)?(at|on)(the)?host|host(based|level|side)?encrypt/;

/** Whether somebody's words are about encryption at host, whichever way they are joined: `Enable-EncryptionAtHost`, `EAH on`. */
export function namesEncryptionAtHost(words: string): boolean {
  const apart = words.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return NAMES_IT.test(apart.replaceAll(/[^a-z0-9]/g, '')) || /(^|[^a-z0-9])eah([^a-z0-9]|$)/.test(apart);
}
