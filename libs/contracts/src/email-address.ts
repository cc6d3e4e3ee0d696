import { z } from 'zod';
import { reading, Unreadable } from './reading.js';

// What may be typed for an address; it is shorter once escapes and decomposed letters are gone.
const longestTyped = 1000;

// RFC 5321, section 4.5.3.1; the whole is what fits into its path of 256 with the angle brackets around it.
const longestLocalPart = 64;
const longestAddress = 254;
const longestDomain = 253;
const longestLabel = 63;

// RFC 5321's atext, and with RFC 6531 whatever is not ASCII, unless nobody can see it.
const atom = /^(?:[\w!#$%&'*+/=?^`{|}~-]|[^\p{ASCII}\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}])+$/u;
const quotedCharacters = /^(?:[ -~]|[^\p{ASCII}\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}])*$/u;
const label = /^(?!-)[a-z\d-]+(?<!-)$/;
const domainCharacters = /^(?:[A-Za-z\d.-]|[^\p{ASCII}])+$/u;
const number = /^(?:\d+|0x[\da-f]*)$/i;

const octetsOf = (text: string): number => new TextEncoder().encode(text).length;

/** The address in its one form: as it was typed before the @, and the domain in ASCII and lower case. Throws Unreadable. */
function readAddress(typed: string): string {
  if (typed.length > longestTyped) {
    throw new Unreadable(tooLong);
  }
  // What stands in quotes may have an @ too, and no domain has one.
  const at = typed.lastIndexOf('@');
  if (at < 0) {
    throw new Unreadable('has no @');
  }
  const [local, domain] = [typed.slice(0, at), typed.slice(at + 1)];
  if (local === '') {
    throw new Unreadable('has nothing before the @');
  }
  if (domain === '') {
    throw new Unreadable('has nothing after the @');
  }
  const address = `${readLocalPart(local)}@${readDomain(domain)}`;
  if (octetsOf(address) > longestAddress) {
    throw new Unreadable(tooLong);
  }
  return address;
}

const tooLong = `must not be longer than ${longestAddress} octets`;

function readLocalPart(typed: string): string {
  const isQuoted = typed.length > 1 && typed.startsWith('"') && typed.endsWith('"');
  const text = (isQuoted ? unquoted(typed.slice(1, -1)) : typed).normalize('NFC');
  const isDotAtom = text.split('.').every((part) => atom.test(part));
  if (!isDotAtom && !(isQuoted && quotedCharacters.test(text))) {
    throw new Unreadable(
      'has something before the @ that may not stand there; blanks and the like need quotes around them',
    );
  }
  if (/[<>]/.test(text)) {
    throw new Unreadable('must not have < or > before the @: no mail could be sent to it');
  }
  const local = isDotAtom ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
  if (octetsOf(local) > longestLocalPart) {
    throw new Unreadable(`must not have more than ${longestLocalPart} octets before the @`);
  }
  return local;
}

/** What is quoted, without its escapes. A quote that is not escaped leaves what no address may have. */
function unquoted(content: string): string {
  let text = '';
  for (let index = 0; index < content.length; index += 1) {
    const isEscaped = content[index] === '\\';
    const character = content[isEscaped ? index + 1 : index];
    if (character === undefined || (character === '"' && !isEscaped)) {
      return '\0';
    }
    text += character;
    index += isEscaped ? 1 : 0;
  }
  return text;
}

function readDomain(typed: string): string {
  if (typed.startsWith('[') && typed.endsWith(']')) {
    return readLiteral(typed.slice(1, -1));
  }
  const domain = domainCharacters.test(typed) ? inAscii(typed) : undefined;
  const labels = domain?.split('.') ?? [];
  if (number.test(labels.at(-1) ?? '')) {
    throw new Unreadable('has an IP address after the @, which needs brackets: [192.0.2.1]');
  }
  if (domain === undefined || domain.length > longestDomain || !labels.every(isLabel)) {
    throw new Unreadable('has no domain after the @ such as example.org');
  }
  return domain;
}

const isLabel = (text: string): boolean => text.length <= longestLabel && label.test(text);

/** A domain as it is looked up: IDNA 2008 as UTS #46 has it, which every URL goes through too. */
const inAscii = (domain: string): string | undefined => {
  const address = `http://${domain}`;
  return URL.canParse(address) ? new URL(address).hostname : undefined;
};

function readLiteral(content: string): string {
  const ipv6 = /^IPv6:(.+)$/i.exec(content)?.[1];
  if (ipv6 !== undefined && z.ipv6().safeParse(ipv6).success) {
    return `[IPv6:${new URL(`http://[${ipv6}]`).hostname.slice(1, -1)}]`;
  }
  if (z.ipv4().safeParse(content).success) {
    return `[${content}]`;
  }
  throw new Unreadable('has no domain after the @ such as example.org');
}

/**
 * An e-mail address: whatever RFC 5321 allows, with letters of any script on both sides of the @ (RFC 6531, IDNA). It is
 * given on in one form, so that two spellings of one address are the same text but for capitals: the domain in ASCII and
 * lower case (punycode), quotes and escapes before the @ only where they are needed, letters composed (NFC). Whoever
 * compares addresses compares them without regard to capitals.
 */
export const emailAddress = z
  .string()
  .trim()
  .transform(reading(readAddress))
  .meta({ format: 'idn-email', description: 'E-mail address; its domain in letters of any script' });
