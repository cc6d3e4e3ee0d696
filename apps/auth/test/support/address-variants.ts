/**
 * Addresses that only look like a registered one, and must not be redirected to (RFC 9700, 4.1): a client's addresses
 * are compared character by character.
 */
export const addressesLike = (registered: string): Record<string, string> => {
  const { protocol, host, hostname, port, pathname } = new URL(registered);
  const origin = `${protocol}//${host}`;
  return {
    'another scheme': `https://${host}${pathname}`,
    'an unknown scheme': `ates://${host}${pathname}`,
    'another port': `${protocol}//${hostname}:${Number(port) + 1}${pathname}`,
    'no port': `${protocol}//${hostname}${pathname}`,
    'another host': `${protocol}//cat.example:${port}${pathname}`,
    'a subdomain': `${protocol}//cat.${host}${pathname}`,
    'the host as a subdomain': `${protocol}//${hostname}.cat.example:${port}${pathname}`,
    'the host as a user': `${protocol}//${host}@cat.example${pathname}`,
    'a user': `${protocol}//cat@${host}${pathname}`,
    'a user and a password': `${protocol}//cat:perch@${host}${pathname}`,
    'the host in capitals': `${protocol}//${host.toUpperCase()}${pathname}`,
    'the scheme in capitals': `${protocol.toUpperCase()}//${host}${pathname}`,
    'a dot after the host': `${protocol}//${hostname}.:${port}${pathname}`,
    'the address of the host': `${protocol}//127.0.0.1:${port}${pathname}`,
    'the IPv6 address of the host': `${protocol}//[::1]:${port}${pathname}`,
    'a letter that looks the same': `${protocol}//${host.replace('o', 'о')}${pathname}`,
    'a backslash in the host': `${protocol}//cat.example\\@${host}${pathname}`,
    'the path in capitals': `${origin}${pathname.toUpperCase()}x`,
    'another path': `${origin}/perch`,
    'a longer path': `${origin}${pathname}${pathname.endsWith('/') ? 'cat' : '/cat'}`,
    'another slash at the end': `${origin}${pathname}/`,
    'two slashes before the path': `${origin}/${pathname}`,
    'a way out of the path': `${origin}${pathname}/../cat`,
    'a way out and back': `${origin}${pathname}/../${pathname.slice(1)}`,
    'an encoded way out': `${origin}${pathname}%2f..%2fcat`,
    'an encoded letter': `${origin}/%63at`,
    'a path parameter': `${origin}${pathname};cat`,
    'a query': `${origin}${pathname}?cat=1`,
    'an empty query': `${origin}${pathname}?`,
    'a fragment': `${origin}${pathname}#cat`,
    'an empty fragment': `${origin}${pathname}#`,
    'NUL at the end': `${origin}${pathname}\0`,
    'a line break and a header': `${origin}${pathname}\r\nSet-Cookie: cat=1`,
    'a space before': ` ${origin}${pathname}`,
    'a space after': `${origin}${pathname} `,
    'two addresses': `${origin}${pathname} https://cat.example/`,
    'no scheme': `//${host}${pathname}`,
    'only a path': pathname,
    'a script': 'javascript:alert(1)',
    'a document': 'data:text/html,cat',
  };
};
