import { composed } from '@ates/contracts';

const blanks = /[\s\p{Cc}\p{Z}\u2800]+/gu;
// Format characters turn text around or hide in the middle of an address; fonts show none of these.
const invisible = /[\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

// Mail programs, and the browsers behind them, read each of these as the character in ASCII.
const dots = '.\u2024\u3002\ufe52\uff0e\uff61';
const colons = ':\ufe13\ufe55\uff1a\ua789\u2236';
const backslashes = '\\\\\uff3c';
const ats = '@\ufe6b\uff20';

/** A dot between two parts of a name: `evil.example`, `i❤.ws`. Not one of a number, such as 12.50, or at an end. */
const dotInName = new RegExp(`(?<=\\S)([${dots}])(?=[\\p{N}\\p{M}\\p{S}-]*[\\p{L}])`, 'gu');
/** Three dots between four numbers: an IPv4 address. */
const ipAddress = new RegExp(`\\p{N}{1,3}(?:[${dots}]\\p{N}{1,3}){3}`, 'gu');
const anyDot = new RegExp(`[${dots}]`, 'gu');
/** What a scheme ends with: `http:`, `mailto:`, `tel:`. */
const colonOfScheme = new RegExp(`(?<=[\\p{L}\\p{N}+-])([${colons}])(?=[^\\s\\p{N}]|\\p{N}{3})`, 'gu');
/** The beginning of a network path: `\\\\evil`. */
const networkPath = new RegExp(`([${backslashes}])(?=[${backslashes}])`, 'gu');
const atInAddress = new RegExp(`(?<=\\S)([${ats}])(?=\\S)`, 'gu');

// Longer than any text that people can write here.
const longest = 4000;

const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/**
 * A text that a person wrote, as it may stand in a mail: one line, nothing invisible, and nothing that a mail program turns
 * into a link. Addresses stay readable: each gets a blank after its dots and colons, `http: //evil. example`. Of a text
 * from elsewhere that is longer than any of ours, the beginning.
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
