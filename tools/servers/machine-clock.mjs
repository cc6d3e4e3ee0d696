// @ts-check
// For tests. Loaded into a service before anything else (node --import): the clock of its machine is off by as many seconds
// as the file says that CLOCK_FILE names, whenever the file changes.
import fs from 'node:fs';

const checkMilliseconds = 100;
const file = process.env['CLOCK_FILE'] ?? '';
const RealDate = Date;
let offset = 0;

function read() {
  offset = Number(fs.readFileSync(file, 'utf8')) * 1000;
}

read();
setInterval(read, checkMilliseconds).unref();

const now = () => RealDate.now() + offset;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, newTarget) =>
    /** @type {Date} */ (Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget)),
  apply: () => new RealDate(now()).toString(),
  get: (target, name, receiver) =>
    /** @type {unknown} */ (name === 'now' ? now : Reflect.get(target, name, receiver)),
});
