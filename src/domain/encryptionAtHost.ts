/** `crypt` in the languages of Azure’s portal, without accents: `Verschlüsselung auf dem Host`, `chiffrement sur l’hôte`. */
const CRYPT = '(?:encr[yi]pt|verschlue?ssel|chiffr|cifra|crittogra|criptogra|versleutel|szyfr|sifr)[a-z]*';
const HOST = '(?:hosts?|hote|hosta|vmhosts?)';
/** What may stand between the two. Does not match a sentence that tells a host something about encryption. */
const BETWEEN =
  '(?:at|on|of|for|in|to|by|from|rest|and|the|its|each|every|all|a|an|vms?|disks?|azure|compute|physical|level|side|based|with|auf|dem|der|den|am|im|sur|le|la|du|de|des|l|en|el|nel|nell|livello|di|no|na|do|op|het|w)';
const ONE_AFTER_THE_OTHER = new RegExp(
  `(?:^| )(?:enc|${CRYPT})(?: ${BETWEEN}){0,5} ${HOST}(?= |$)|(?:^| )${HOST}(?: ${BETWEEN}){0,3} ${CRYPT}|(?:^| )host${CRYPT}`,
);
const JOINED = /encr[yi]pt(ion|ed|ing)?(at|on)(the)?(vm)?host|host(based|level|side)?encr[yi]pt/;
const SHORT = /(^| )(enable|activate|set|restore|switch|turn|run|fix|check)?eah(on|enabled?|settings?)?( |$)/;
/** Host and encryption in either order: Japanese, Chinese, Korean. */
const NOT_LATIN = new RegExp('(ホスト|主机|主機|호스트).{0,6}(暗号化|加密|암호화)');

/** Whether somebody's words are about encryption at host, whichever way they are joined: `Enable-EncryptionAtHost`, `EAH on`. */
export function namesEncryptionAtHost(words: string): boolean {
  const plain = words.normalize('NFD').replaceAll(/\p{Mark}/gu, '');
  const apart = spaced(plain.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2'));
  return (
    JOINED.test(apart.replaceAll(' ', '')) ||
    ONE_AFTER_THE_OTHER.test(apart) ||
    SHORT.test(apart) ||
    SHORT.test(spaced(plain)) ||
    NOT_LATIN.test(words)
  );
}

function spaced(words: string): string {
  return words
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim();
}
