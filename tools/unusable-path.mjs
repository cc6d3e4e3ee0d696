// @ts-check
// Files and folders that cannot be used: what a person reads in place of a stack.
import { dataFolder } from './data-folder.mjs';

/** @type {Record<string, string>} */
const reasons = {
  EACCES: 'this account may not',
  EPERM: 'the system does not permit it',
  EROFS: 'it is on a file system that is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EEXIST: 'a file is in the place of the folder',
  EISDIR: 'a folder is in the place of the file',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links lead in a circle',
};

/**
 * One sentence on what was wrong and one on what to do, when the error says that a file or folder cannot be used; nothing
 * for other errors.
 * @param {string} root
 * @param {unknown} error
 */
export function unusablePath(root, error) {
  if (!(error instanceof Error && 'code' in error && 'path' in error)) {
    return undefined;
  }
  const code = String(error.code);
  const place = String(error.path);
  const reason = reasons[code];
  if (reason === undefined) {
    return undefined;
  }
  const what = `${place} cannot be used (${code}): ${reason}.`;
  return place.startsWith(dataFolder(root))
    ? `${what} Mend that, or choose another folder: ATES_DATA_DIR=/a/folder npm start.`
    : `${what} Mend that and try again.`;
}
