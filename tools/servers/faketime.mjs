// @ts-check
// libfaketime: a clock for single processes that tests step forwards and backwards while they run.
import fs from 'node:fs';
import path from 'node:path';
import { installationOf, installedProgram, librariesBelow } from './distribution.mjs';

const faketime = {
  name: 'libfaketime',
  package: 'libfaketime',
  homebrew: 'libfaketime',
  always: 'libfaketime',
};

const library = 'faketime/libfaketime.so.1';

/** The path of its library: installed, already unpacked, or unpacked now. */
export const findFaketime = () =>
  installationOf(
    faketime,
    () => installedProgram(library, ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu']),
    (root) => path.join(librariesBelow(root), library),
  );

/**
 * The environment of a process whose clock is off by what a file says, such as `+86400` seconds, whenever it reads the
 * clock. Its monotonic clock stays right. A changed copy of the library lies beside the file, where other accounts can
 * read it, too.
 * @param {string} file
 * @returns {Record<string, string>}
 */
export function clockFrom(file) {
  const copy = path.join(path.dirname(file), path.basename(library));
  if (!fs.existsSync(copy)) {
    fs.writeFileSync(copy, withoutWaits(fs.readFileSync(findFaketime())), { mode: 0o755 });
  }
  return {
    LD_PRELOAD: copy,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    FAKETIME_DONT_RESET: '1',
  };
}

/**
 * The library without its own functions for waiting, which show signal handlers the real time: PostgreSQL's timers are
 * such handlers, and those of a clock that is ahead never fired (no `statement_timeout`, no end of a deadlock). Under
 * another name, nothing finds a function; the C library's own, which wait in real time as well, take its place.
 * @param {Buffer} library
 */
const withoutWaits = (library) =>
  Buffer.from(
    ['epoll_wait', 'epoll_pwait'].reduce(
      (bytes, name) => bytes.replaceAll(`\0${name}\0`, `\0${'-'.repeat(name.length)}\0`),
      library.toString('latin1'),
    ),
    'latin1',
  );
