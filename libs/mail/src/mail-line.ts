import { composed } from '@ates/contracts';

const blanks = /[\s\p{Cc}\p{Z}\u2800]+/gu;
// Format characters reverse text or hide inside an address; fonts show none of these.
const invisible = /[\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

// Mail programs and browsers treat each of these like the ASCII character.
const dots = '.\u2024\u3002\ufe52\uff0e\uff61';
const colons = ':\ufe13\ufe55\uff1a\ua789\u2236';
const backslashes = '\\\\\uff3c';
const ats = '@\ufe6b\uff20';

/** A dot between two parts of a domain name: `evil.example`, `i❤.ws`. Not in a number, such as 12.50, or at an end. */
const dotInName = new RegExp(`(?<=\\S)([${dots}])(?=[\\p{N}\\p{M}\\p{S}-]*[\\p{L}])`, 'gu');
/** Four numbers with dots between them: an IPv4 address. */
const ipAddress = new RegExp(`\\p{N}{1,3}(?:[${dots}]\\p{N}{1,3}){3}`, 'gu');
const anyDot = new RegExp(`[${dots}]`, 'gu');
/** The colon that ends a scheme: `http:`, `mailto:`, `tel:`. */
const colonOfScheme = new RegExp(`(?<=[\\p{L}\\p{N}+-])([${colons}])(?=[^\\s\\p{N}]|\\p{N}{3})`, 'gu');
/** The beginning of a network path: `\\\\evil`. */
const networkPath = new RegExp(`([${backslashes}])(?=[${backslashes}])`, 'gu');
const atInAddress = new RegExp(`(?<=\\S)([${ats}])(?=\\S)`, 'gu');

// Longer than any text that people can enter in aTES.
const longest = 4000;

const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/**
 * Makes text that a person wrote safe for a mail: one line, no invisible characters, and nothing that a mail program
 * turns into a link. Addresses stay readable, with a blank after their dots and colons: `http: //evil. example`. Text
 * from elsewhere that is longer than any of ours is truncated.
 */
export const inOneMailLine = (text: string): string =>
  composed(cut(text))
    .replace(blanks, ' ')
    .replace(invisible, '')
    .replace(networkPath, '$1 ')
    .replace(colonOfScheme, '$1 ')
    .replace(atInAddress, '$1 ')
    .replace(ipAddress, (address) => address.replace(anyDot, '$& '))
    .replace(dotInName, '$1 ')
    .trim();
