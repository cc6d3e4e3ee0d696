import { z } from 'zod';
import { reading, Unreadable } from './reading.js';

// The longest input: an address gets shorter once escapes and decomposed letters are resolved.
const maxInputLength = 1000;

// RFC 5321, section 4.5.3.1; the whole address must fit into a path of 256 octets including angle brackets.
const maxLocalPartOctets = 64;
const maxAddressOctets = 254;
const maxDomainLength = 253;
const maxLabelLength = 63;

// RFC 5321's atext, plus by RFC 6531 anything that is not ASCII, unless it is invisible.
const atom = /^(?:[\w!#$%&'*+/=?^`{|}~-]|[^\p{ASCII}\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}])+$/u;
const quotedCharacters = /^(?:[ -~]|[^\p{ASCII}\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Z}])*$/u;
const label = /^(?!-)[a-z\d-]+(?<!-)$/;
const domainCharacters = /^(?:[A-Za-z\d.-]|[^\p{ASCII}])+$/u;
const number = /^(?:\d+|0x[\da-f]*)$/i;

const octetsOf = (text: string): number => new TextEncoder().encode(text).length;

/** Normalizes an address: the domain in ASCII and lower case, the local part as typed. Throws Unreadable. */
function readAddress(typed: string): string {
  if (typed.length > maxInputLength) {
    throw tooLong();
  }
  // A quoted local part may contain an @ too, but a domain cannot.
  const at = typed.lastIndexOf('@');
  if (at < 0) {
    throw new Unreadable('email-without-at', 'has no @');
  }
  const [local, domain] = [typed.slice(0, at), typed.slice(at + 1)];
  if (local === '') {
    throw new Unreadable('email-without-name', 'has nothing before the @');
  }
  if (domain === '') {
    throw new Unreadable('email-without-domain', 'has nothing after the @');
  }
  const address = `${readLocalPart(local)}@${readDomain(domain)}`;
  if (octetsOf(address) > maxAddressOctets) {
    throw tooLong();
  }
  return address;
}

const tooLong = (): Unreadable =>
  new Unreadable('email-too-long', `must not be longer than ${maxAddressOctets} octets`, {
    max: maxAddressOctets,
  });

function readLocalPart(typed: string): string {
  const isQuoted = typed.length > 1 && typed.startsWith('"') && typed.endsWith('"');
  const text = (isQuoted ? unquoted(typed.slice(1, -1)) : typed).normalize('NFC');
  const isDotAtom = text.split('.').every((part) => atom.test(part));
  if (!isDotAtom && !(isQuoted && quotedCharacters.test(text))) {
    throw new Unreadable(
      'email-with-wrong-characters',
      'has characters before the @ that are not allowed there; blanks and special characters need quotes',
    );
  }
  if (/[<>]/.test(text)) {
    throw new Unreadable(
      'email-with-angle-brackets',
      'must not have < or > before the @: mail could not be delivered',
    );
  }
  const local = isDotAtom ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
  if (octetsOf(local) > maxLocalPartOctets) {
    throw new Unreadable(
      'email-name-too-long',
      `must not have more than ${maxLocalPartOctets} octets before the @`,
      { max: maxLocalPartOctets },
    );
  }
  return local;
}

/** Removes escapes from quoted text. Returns NUL, which no address may contain, for an unescaped quote. */
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
    throw new Unreadable(
      'email-with-bare-ip',
      'has an IP address after the @, which needs brackets: [192.0.2.1]',
    );
  }
  if (domain === undefined || domain.length > maxDomainLength || !labels.every(isLabel)) {
    throw wrongDomain();
  }
  return domain;
}

const wrongDomain = (): Unreadable =>
  new Unreadable('email-with-wrong-domain', 'must have a domain after the @, such as example.org');

const isLabel = (text: string): boolean => text.length <= maxLabelLength && label.test(text);

/** Converts a domain to ASCII by IDNA 2008 (UTS #46), as the URL parser does. */
const inAscii = (domain: string): string | undefined => {
  const address = `http://${domain}`;
  // The parser of Node 24 leaves punycode unchecked in a domain that is ASCII, so it also parses one that is not.
  return URL.canParse(address) && URL.canParse(`${address}.я`) ? new URL(address).hostname : undefined;
};

function readLiteral(content: string): string {
  const ipv6 = /^IPv6:(.+)$/i.exec(content)?.[1];
  if (ipv6 !== undefined && z.ipv6().safeParse(ipv6).success) {
    return `[IPv6:${new URL(`http://[${ipv6}]`).hostname.slice(1, -1)}]`;
  }
  if (z.ipv4().safeParse(content).success) {
    return `[${content}]`;
  }
  throw wrongDomain();
}

/**
 * An email address: anything RFC 5321 allows, with letters of any script on both sides of the @ (RFC 6531, IDNA). It is
 * normalized so that spellings of one address differ in letter case only: the domain in ASCII and lower case
 * (punycode), quotes and escapes before the @ only where needed, letters composed (NFC). Compare addresses
 * case-insensitively.
 */
export const emailAddress = z
  .string()
  .trim()
  .transform(reading(readAddress))
  .meta({ format: 'idn-email', description: 'Email address; the domain may be in any script' });
